"""Lets people in: hashing is done before the database is asked to write, and what must be kept is committed
also when the answer is no."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts.access import Claims, Principals, Tokens
from fabula.core.accounts.audit import audit
from fabula.core.accounts.client import Client, network_of
from fabula.core.accounts.errors import (
    AccountDisabled,
    NotSignedIn,
    SignInReused,
    WrongCredentials,
)
from fabula.core.accounts.news import News
from fabula.core.accounts.passwords import Hasher, require_strength
from fabula.core.accounts.people import add_person, as_person, find_by_login, is_anybody_here, require_free, retrying
from fabula.core.accounts.person import Role, UserId
from fabula.core.accounts.registration import invitations, rules
from fabula.core.accounts.sessions import signins
from fabula.core.accounts.sessions.signins import Fate
from fabula.core.accounts.signin.schemas import Credentials, Newcomer
from fabula.core.accounts.tables import Session, User
from fabula.core.accounts.throttle import Limit, Throttle
from fabula.core.accounts.words import comparable
from fabula.core.db import Database
from fabula.core.settings import Settings

FROM_ONE_ADDRESS = 60
FOR_ONE_ACCOUNT = 30
FOR_ONE_ACCOUNT_FROM_ONE_ADDRESS = 10
NEWCOMERS_FROM_ONE_ADDRESS = 30

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody who came in: the person, and both tokens of their sign-in."""

    user: User
    access: str
    refresh: str


class FrontDoor:
    """Registers, signs in, refreshes and signs out."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        hasher: Hasher,
        throttle: Throttle,
        tokens: Tokens,
        principals: Principals,
        news: News,
    ) -> None:
        self._settings = settings
        self._database = database
        self._hasher = hasher
        self._throttle = throttle
        self._tokens = tokens
        self._principals = principals
        self._news = news
        self.lifetime = timedelta(days=settings.session_days)

    async def register(self, newcomer: Newcomer, client: Client) -> Entry:
        require_strength(newcomer.password, newcomer.username)
        await self._throttle.spend(Limit(f"register {network_of(client.address)}", NEWCOMERS_FROM_ONE_ADDRESS))
        async with self._database.reading() as session:
            await self._require_welcome(session, newcomer)
        password_hash = await self._hasher.hash(newcomer.password)

        async def welcome(session: AsyncSession) -> tuple[User, Session]:
            await self._require_welcome(session, newcomer)
            role = await self._role_by_invitation(session, newcomer)
            user = await add_person(
                session, username=newcomer.username, email=newcomer.email, password_hash=password_hash, role=role
            )
            signin = await signins.begin(session, user, client, self.lifetime)
            who = as_person(user, signin.id, client.address)
            await audit(session, who, "user.registered", subject=user.username, subject_id=user.id)
            self._news.changed(session, user.id, "sessions")
            return user, signin

        return self._entry(*await retrying(self._database, welcome))

    async def log_in(self, given: Credentials, client: Client) -> Entry:
        found, is_known_here = await self._find(given.username, client)
        limits = _limits(found.id if found else comparable(given.username), client, is_known_here=is_known_here)
        spent = await self._throttle.spend(*limits)
        verdict = await self._hasher.check(given.password, found.password_hash if found else None)
        if found is None or not verdict.is_right:
            await self._record_failure(found, client, "signin.failed")
            raise WrongCredentials
        if found.disabled_at is not None:
            await self._record_failure(found, client, "signin.refused")
            raise AccountDisabled
        async with self._database.writing() as session:
            user = await session.get(User, found.id, with_for_update=True)
            if user is None or user.password_hash != found.password_hash or user.disabled_at is not None:
                raise WrongCredentials
            if verdict.better_hash is not None:
                user.password_hash = verdict.better_hash
            await self._throttle.forgive(session, spent, limits[0])
            signin = await signins.begin(session, user, client, self.lifetime)
            who = as_person(user, signin.id, client.address)
            await audit(session, who, "signin.succeeded", subject=user.username, subject_id=user.id)
            self._news.changed(session, user.id, "sessions")
        return self._entry(user, signin)

    async def refresh(self, token: str | None, client: Client) -> Entry:
        told = self._tokens.read_refresh(token) if token else None
        if told is None:
            raise NotSignedIn
        async with self._database.writing() as session:
            result = await signins.refresh(session, *told, client, self.lifetime)
            if result.fate is Fate.REUSED and result.user:
                who = as_person(result.user, told[0], client.address)
                await audit(session, who, "signin.reused", subject=who.username, subject_id=who.id)
                self._principals.forget_after(session, who.id)
        if result.fate is Fate.REUSED:
            log.warning("a refresh token came back after it was exchanged: the sign-in was ended")
            raise SignInReused
        if result.user is None or result.session is None:
            raise NotSignedIn
        return self._entry(result.user, result.session)

    async def log_out(self, access_token: str | None, client: Client) -> None:
        """End the sign-in of this token, even if the token is too old for anything else."""
        try:
            claims = self._tokens.read_expired_access(access_token or "")
        except NotSignedIn:
            return
        async with self._database.writing() as session:
            signin = await session.get(Session, claims.session_id)
            user = await session.get(User, claims.user_id)
            if signin is None or user is None or signin.user_id != user.id:
                return
            await signins.end(session, user.id, signin.id)
            who = as_person(user, signin.id, client.address)
            await audit(session, who, "signin.ended", subject=user.username, subject_id=user.id)
            self._principals.forget_after(session, user.id)

    async def _find(self, login: str, client: Client) -> tuple[User | None, bool]:
        """The account, and whether somebody is signed in to it from this address already."""
        async with self._database.reading() as session:
            user = await find_by_login(session, login)
            here = (Session.user_id == (user.id if user else ""), Session.address == client.address)
            is_known_here = bool(await session.scalar(select(exists(select(Session.id).where(*here)))))
        return user, is_known_here

    async def _require_welcome(self, session: AsyncSession, newcomer: Newcomer) -> None:
        if await is_anybody_here(session):
            rules.require_allowed(await rules.current_mode(session, self._settings), newcomer.invitation)
            if newcomer.invitation:
                await invitations.require_usable(session, newcomer.invitation)
        await require_free(session, username=newcomer.username, email=newcomer.email)

    async def _role_by_invitation(self, session: AsyncSession, newcomer: Newcomer) -> Role:
        if not newcomer.invitation or not await is_anybody_here(session):
            return Role.USER
        self._news.house_changed(session, "invitations")
        return Role((await invitations.use(session, newcomer.invitation)).role)

    async def _record_failure(self, user: User | None, client: Client, action: str) -> None:
        # An unknown name is not kept: it may be a password in the wrong field.
        subject, subject_id = (user.username, user.id) if user else ("", None)
        async with self._database.writing() as session:
            await audit(session, None, action, subject=subject, subject_id=subject_id, address=client.address)

    def _entry(self, user: User, signin: Session) -> Entry:
        access = self._tokens.access(Claims(UserId(user.id), signin.id))
        return Entry(user, access, self._tokens.refresh(signin.id, signin.generation))


def _limits(account: str, client: Client, *, is_known_here: bool) -> list[Limit]:
    """Strangers can use up the tries of an account, but not for those who are signed in to it already."""
    network = network_of(client.address)
    limits = [
        Limit(f"account {account} from {network}", FOR_ONE_ACCOUNT_FROM_ONE_ADDRESS),
        Limit(f"address {network}", FROM_ONE_ADDRESS),
    ]
    return limits if is_known_here else [*limits, Limit(f"account {account}", FOR_ONE_ACCOUNT)]
