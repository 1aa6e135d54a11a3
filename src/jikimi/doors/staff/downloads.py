"""Files for somebody to keep: the password that locks them, and the file as an answer."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from jikimi.access.locking import TakenFile
from jikimi.bodies.papers import MEDIA_TYPES

_LONGEST = 100
_NEW = {"autocomplete": "new-password"}
_TYPES = {
    **MEDIA_TYPES,
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


class LockForm(forms.Form):
    """The password of a file, typed twice. is_personal: whether the file leaves only under one."""

    password = forms.CharField(
        label=_("Password for the file"),
        required=False,
        strip=False,
        max_length=_LONGEST,
        widget=forms.PasswordInput(attrs=_NEW),
        help_text=_(
            "You choose it now and need it to open the file. Nobody can find it out for you."
        ),
    )
    again = forms.CharField(
        label=_("The password again"),
        required=False,
        strip=False,
        max_length=_LONGEST,
        widget=forms.PasswordInput(attrs=_NEW),
    )

    def __init__(self, *args: Any, is_personal: bool = True, **more: Any) -> None:
        super().__init__(*args, **more)
        for name in ("password", "again"):
            self.fields[name].required = is_personal

    def clean(self) -> dict[str, Any]:
        """The password is typed twice alike; afterwards it is there once."""
        given = super().clean() or {}
        if self.is_locking(given) and given.get("password") != given.get("again"):
            self.add_error("again", said("The two passwords are not alike."))
        given.pop("again", None)
        return given

    def is_locking(self, given: dict[str, Any]) -> bool:
        """Whether what was chosen becomes a file."""
        return True


def download(file: TakenFile) -> HttpResponse:
    """A file as an answer that is kept, under its name, which says nothing about people."""
    kind = _TYPES.get(PurePath(file.name).suffix[1:], "application/octet-stream")
    response = HttpResponse(file.content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response
