"""One-time codes handed over with an account: by the operator alone, long enough, recorded."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled

from jikimi.access.actor import THE_OPERATOR
from jikimi.access.errors import NotAllowed, NotValid
from jikimi.access.factors import set_up_totp
from jikimi.access.record import lane_heads
from tests.cast import Cast

SECRET = "C2MHE65Q2JOADDN5WLEX3UAD2AN6BKJA"


def test_the_operator_hands_over_an_account_with_one_time_codes(cast: Cast) -> None:
    member = cast.members["officer"]
    before = lane_heads()[0][0]
    set_up_totp(actor=THE_OPERATOR, member=member, secret=SECRET)
    set_up_totp(actor=THE_OPERATOR, member=member, secret=SECRET[::-1])
    assert is_mfa_enabled(member)
    assert Authenticator.objects.filter(user=member).count() == 1
    assert lane_heads()[0][0] == before + 2


def test_no_administrator_sets_the_codes_of_somebody_else(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        set_up_totp(actor=cast.administrator, member=cast.members["officer"], secret=SECRET)
    assert not is_mfa_enabled(cast.members["officer"])


@pytest.mark.parametrize("secret", ["", "ABCDEFGH", "not base 32", "가나다"])
def test_a_secret_that_is_too_short_or_unreadable_is_refused(cast: Cast, secret: str) -> None:
    with pytest.raises(NotValid):
        set_up_totp(actor=THE_OPERATOR, member=cast.members["officer"], secret=secret)
