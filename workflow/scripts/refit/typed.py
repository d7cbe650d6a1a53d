"""The base of the types of what may be written, and what types of several rooms share."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, PositiveInt, StringConstraints


class Strict(BaseModel):
    """A type that knows all its keys, and takes no value for another; what stands below a key is its documentation."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, use_attribute_docstrings=True)


class DataFile(Strict):
    """One file to download."""

    name: str
    """File name, the same at every source."""
    bytes: PositiveInt | None = None
    """Size in bytes, if it is known."""
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    """SHA-256 in hexadecimal."""
    addresses: list[str] = []
    """Whole addresses that do not end in the file's name; tried before the sources."""
