"""The transport: how python-telegram-bot's requests reach the Bot API, over aiohttp.

PTB's own transport slows down with every request in flight, and it hides what a sender has to
know: whether a request that failed may have had its effect all the same.
"""

import json
from collections.abc import Mapping
from typing import Any

import aiohttp
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

JsonObject = dict[str, Any]

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_JSON = {"Content-Type": "application/json"}
#: Shorter than the servers' own, so that no request is written into a connection being closed.
_KEEPALIVE_SECONDS = 20.0
#: Telegram lets a bot have files of this size; a Bot API of one's own sets no limit.
LARGEST_ANSWER = 20_000_000


class NotSent(NetworkError):
    """The request did not leave this machine: nothing has happened, and repeating it is safe."""

    may_have_arrived = False


class NotSentInTime(TimedOut):
    """As `NotSent`: no connection could be had within the time allowed."""

    may_have_arrived = False


class Uncertain(NetworkError):
    """The request was sent and no whole answer came back: it may have had its effect."""

    may_have_arrived = True


class TooLarge(Uncertain):
    """The answer is larger than any that is wanted, and was not read to its end."""


class UncertainInTime(TimedOut):
    """As `Uncertain`: no whole answer came back within the time allowed."""

    may_have_arrived = True


class Unavailable(NetworkError):
    """The Bot API itself answered, in its own form, that it failed: nothing has happened."""

    may_have_arrived = False


def may_have_arrived(error: NetworkError) -> bool:
    """Whether the request that failed with this error may have had its effect.

    A 5xx in any other form than the Bot API's own counts as uncertain: a gateway writes it when the
    API was too slow.
    """
    return bool(getattr(error, "may_have_arrived", True))


class _Payload(JsonObject):
    """An answer's object; PTB looks for "result" in it without asking whether it is there."""

    def __missing__(self, key: str) -> Any:
        raise Uncertain(f"The answer has no {key!r}")


class AiohttpRequest(BaseRequest):
    """PTB's requests over one aiohttp session.

    Args:
        connections: how many requests are on their way at once; more wait for `pool_timeout`.
        read_timeout: seconds within which the next bytes of an answer must come.
        connect_timeout: seconds within which a connection must be made.
        pool_timeout: seconds within which a connection must be free.
        largest_answer: in bytes; a file that is larger is not taken in.
    """

    def __init__(
        self,
        *,
        connections: int,
        read_timeout: float = 20.0,
        connect_timeout: float = 10.0,
        pool_timeout: float = 30.0,
        largest_answer: int = LARGEST_ANSWER,
    ) -> None:
        self._largest_answer = largest_answer
        self._connections = connections
        self._read_timeout = read_timeout
        self._connect_timeout = connect_timeout
        self._pool_timeout = pool_timeout
        self._timeouts = _timeouts(read=read_timeout, connect=connect_timeout, pool=pool_timeout)
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds within which the next bytes of an answer must come."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the session; once is enough."""
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(
                limit=self._connections, keepalive_timeout=_KEEPALIVE_SECONDS
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                headers={"User-Agent": self.USER_AGENT},
                cookie_jar=aiohttp.DummyCookieJar(),
            )

    async def shutdown(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send one request; the answer's status and whole body.

        `write_timeout` has no counterpart in aiohttp: a write that stalls ends with
        `read_timeout`.

        Raises:
            NotSent, NotSentInTime: it surely had no effect.
            Uncertain, UncertainInTime: it may have had its effect.
            TooLarge: so is the answer.
        """
        timeout = _timeouts(
            read=_given(read_timeout, self._read_timeout),
            connect=_given(connect_timeout, self._connect_timeout),
            pool=_given(pool_timeout, self._pool_timeout),
        )
        body, headers = _body(request_data)
        return await self._send(method, url, body, headers, timeout)

    async def post_json(
        self, url: str, body: bytes, *, read_timeout: float | None = None
    ) -> tuple[int, bytes]:
        """Send JSON, past all that PTB does to a request; the answer's status and whole body.

        Raises:
            NotSent, NotSentInTime, Uncertain, UncertainInTime: as `do_request`.
        """
        timeout = self._timeouts
        if read_timeout is not None:
            timeout = _timeouts(
                read=read_timeout, connect=self._connect_timeout, pool=self._pool_timeout
            )
        return await self._send("POST", url, body, _JSON, timeout)

    async def _send(
        self,
        method: str,
        url: str,
        body: bytes | aiohttp.FormData | None,
        headers: Mapping[str, str],
        timeout: aiohttp.ClientTimeout,
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise NotSent("The transport is not open")
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout
            ) as response:
                return response.status, await self._read(response)
        except aiohttp.ConnectionTimeoutError as error:
            raise NotSentInTime(_describe(error)) from error
        except (aiohttp.ClientConnectorError, aiohttp.InvalidURL) as error:
            raise NotSent(_describe(error)) from error
        except TimeoutError as error:
            raise UncertainInTime(_describe(error)) from error
        except (aiohttp.ClientError, OSError) as error:
            raise Uncertain(_describe(error)) from error

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        """The whole body, however long its sender says that it is.

        Raises:
            TooLarge: it is.
        """
        length, most = response.content_length, self._largest_answer
        if length is not None and length <= most and "Content-Encoding" not in response.headers:
            return await response.read()
        body = bytearray()
        async for chunk in response.content.iter_any():
            body += chunk
            if len(body) > most:
                raise TooLarge(f"The answer has more than {most} bytes")
        return bytes(body)

    @staticmethod
    def parse_json_payload(payload: bytes) -> JsonObject:
        """The object that the Bot API answered with.

        Raises:
            Uncertain: it is not what a Bot API answers; a proxy in between may have written it.
        """
        try:
            answer = json.loads(payload)
        except ValueError:
            raise Uncertain("The answer is not JSON") from None
        if not isinstance(answer, dict):
            raise Uncertain(f"The answer is a {type(answer).__name__}")
        # PTB trusts these two in an error's answer without looking.
        if not isinstance(answer.get("description", ""), str):
            del answer["description"]
        if not _are_parameters(answer.get("parameters", {})):
            del answer["parameters"]
        return _Payload(answer)


def _are_parameters(value: object) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(value.get(key, 0), int) for key in ("retry_after", "migrate_to_chat_id")
    )


def _given(value: ODVInput[float], default: float | None) -> float | None:
    """A time-out as PTB hands it over: its own, or the default of the transport."""
    return value if value is None or isinstance(value, int | float) else default


def _timeouts(
    *, read: float | None, connect: float | None, pool: float | None
) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(
        # aiohttp's `connect` is the wait for a free connection and the making of one together.
        connect=None if pool is None or connect is None else pool + connect,
        sock_connect=connect,
        sock_read=read,
    )


def _body(data: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, Mapping[str, str]]:
    """The body of a request, and the headers that go with it."""
    if data is None:
        return None, {}
    if not data.contains_files:
        return data.url_encoded_parameters({"errors": "replace"}).encode(), _FORM
    # Names in other scripts as they are: Telegram would show them as %E5%90%8D.
    form = aiohttp.FormData(data.json_parameters, quote_fields=False)
    for name, (filename, content, content_type) in (data.multipart_data or {}).items():
        form.add_field(name, content, filename=filename, content_type=content_type)
    return form, {}


def _describe(error: Exception) -> str:
    """The kind of error only: aiohttp's words may hold the address, and that the token."""
    reason = error.os_error.strerror if isinstance(error, aiohttp.ClientConnectorError) else None
    return f"{type(error).__name__}: {reason}" if reason else type(error).__name__
