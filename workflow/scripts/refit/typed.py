"""The base of the types of what may be written, and what types of several rooms share."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PositiveInt, StringConstraints


class Strict(BaseModel):
    """A type that knows all its keys, and takes no value for another."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class DataFile(Strict):
    """One file to download."""

    name: str = Field(description="File name, the same at every source.")
    bytes: PositiveInt | None = Field(default=None, description="Size in bytes, if it is known.")
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] = Field(description="SHA-256 in hexadecimal.")
    addresses: list[str] = Field(
        default=[], description="Whole addresses that do not end in the file's name; tried before the sources."
    )
