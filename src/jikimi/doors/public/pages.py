"""The public door: a calm first page. It asks the database nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path


def home(request: HttpRequest) -> HttpResponse:
    """Where a person in danger finds a number to call, without account or cookie."""
    return render(request, "public/home.html")


urls = [path("", home, name="home")]
