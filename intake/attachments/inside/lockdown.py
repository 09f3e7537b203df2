"""How a job's process shuts itself in before it reads a byte: nothing can be opened, reached, started or changed.

A filter in the kernel names the few system calls that working on memory and two pipes needs; every other one fails.
It takes no privilege and no namespace, so it stands as root, as anybody else and in containers. Beneath it lie limits
on memory, time and files. Whoever cannot shut itself in raises `Unprotected`, and must do nothing else.
"""

import ctypes
import errno
import os
import platform
import resource
import socket
import struct
from collections.abc import Callable
from mmap import PROT_EXEC, PROT_READ, mmap
from pathlib import Path
from typing import Final

from intake.attachments.limits import CPU_SECONDS, MEMORY_BYTES

_PR_SET_DUMPABLE: Final = 4
_PR_SET_SECCOMP: Final = 22
_PR_SET_NO_NEW_PRIVS: Final = 38
_SECCOMP_MODE_FILTER: Final = 2

_X86, _ARM = 0, 1
_ARCHITECTURES: Final = {"x86_64": (_X86, 0xC000003E), "aarch64": (_ARM, 0xC00000B7)}
_X32_BIT: Final = 0x40000000
_ALLOWED: Final = {
    "read": (0, 63), "write": (1, 64), "close": (3, 57), "fstat": (5, 80), "lseek": (8, 62), "munmap": (11, 215),
    "brk": (12, 214), "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139),
    "readv": (19, 65), "writev": (20, 66), "sched_yield": (24, 124), "mremap": (25, 216), "madvise": (28, 233),
    "nanosleep": (35, 101), "getpid": (39, 172), "exit": (60, 93), "gettimeofday": (96, 169),
    "sigaltstack": (131, 132), "gettid": (186, 178), "futex": (202, 98), "sched_getaffinity": (204, 123),
    "clock_gettime": (228, 113), "clock_nanosleep": (230, 115), "exit_group": (231, 94), "getrandom": (318, 278),
    "set_robust_list": (273, 99), "rseq": (334, 293),
}
"""What is let through, with its number on x86_64 and on aarch64."""
_MEMORY: Final = {"mmap": (9, 222), "mprotect": (10, 226)}
"""Let through unless the memory shall be run as code: what was not loaded before cannot be run."""

_CLONE: Final = (56, 220)
"""Let through for another thread of the same process, which decoders of HEIC start, and for nothing else."""
_CLONE3: Final = 435
"""The same call with its words in memory, where no filter reads them: told to be unknown, so that the other is used."""

_NR, _ARCH, _ARG0, _ARG2 = 0, 4, 16, 32
_PROT_EXEC, _CLONE_THREAD = 4, 0x10000
_LOAD, _EQUAL, _AT_LEAST, _BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_LET_THROUGH: Final = 0x7FFF0000
_FAIL: Final = 0x00050000 | 1  # with EPERM, so that libraries notice and go on or give up by themselves
_UNKNOWN: Final = 0x00050000 | 38  # with ENOSYS
_KILL: Final = 0x80000000
_NOBODY: Final = 65534


class Unprotected(Exception):
    """This process is not shut in."""


def shut_in() -> None:
    """Give up all that a job has no need of, for good, and see that it is gone; `Unprotected` when it is not."""
    try:
        _become_nobody()
        _set_limits()
        _install(_filter())
    except OSError as error:
        raise Unprotected(error.strerror) from None
    if openings():
        raise Unprotected("something is still open")


def openings(port: int = 9, file: str = "/dev/null") -> list[str]:
    """What this process can do and should not be able to, by trying; nothing where it is shut in."""
    tries: dict[str, Callable[[], object]] = {
        "network": lambda: _connect(port),
        "sockets": lambda: socket.socketpair()[0].close(),
        "reading files": lambda: os.close(os.open("/", os.O_RDONLY)),
        "writing files": lambda: os.close(os.open(file, os.O_WRONLY | os.O_CREAT)),
        "looking at files": lambda: Path("/").stat(),
        "other processes": lambda: os.kill(os.getppid(), 0),
        "children": _fork,
        "programs": lambda: os.execv("/", ["/"]),  # noqa: S606 - no program; it must fail
        "memory that runs": lambda: mmap(-1, 4096, prot=PROT_EXEC | PROT_READ).close(),
    }
    return [name for name, attempt in tries.items() if not _is_refused(attempt)]


def _is_refused(attempt: Callable[[], object]) -> bool:
    # Refused for want of a right, and not because nobody listened or nothing was there.
    try:
        attempt()
    except OSError as error:
        return error.errno == errno.EPERM
    return False


def _connect(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as line:
        line.settimeout(1)
        line.connect(("127.0.0.1", port))


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def _become_nobody() -> None:
    if os.geteuid() != 0:
        return
    try:
        os.setgroups([])
        os.setresgid(_NOBODY, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    except PermissionError:
        # Root of a container that may not change its user. The filter does not depend on who somebody is.
        return


def _set_limits() -> None:
    for limit, value in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_NOFILE, 3),
                         (resource.RLIMIT_MEMLOCK, 0),
                         (resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_AS, MEMORY_BYTES)):
        resource.setrlimit(limit, (value, value))


def _filter() -> bytes:
    try:
        column, architecture = _ARCHITECTURES[platform.machine()]
    except KeyError:
        raise Unprotected("there is no filter for this kind of processor") from None
    program = [
        (_LOAD, 0, 0, _ARCH), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NR), (_AT_LEAST, 0, 1, _X32_BIT), (_RETURN, 0, 0, _KILL),
    ]
    for numbers in _MEMORY.values():
        program += [(_EQUAL, 0, 4, numbers[column]), (_LOAD, 0, 0, _ARG2), (_BIT, 0, 1, _PROT_EXEC),
                    (_RETURN, 0, 0, _FAIL), (_RETURN, 0, 0, _LET_THROUGH)]
    program += [(_EQUAL, 0, 4, _CLONE[column]), (_LOAD, 0, 0, _ARG0), (_BIT, 0, 1, _CLONE_THREAD),
                (_RETURN, 0, 0, _LET_THROUGH), (_RETURN, 0, 0, _FAIL),
                (_EQUAL, 0, 1, _CLONE3), (_RETURN, 0, 0, _UNKNOWN)]
    for numbers in _ALLOWED.values():
        program += [(_EQUAL, 0, 1, numbers[column]), (_RETURN, 0, 0, _LET_THROUGH)]
    program.append((_RETURN, 0, 0, _FAIL))
    return b"".join(struct.pack("=HBBI", *step) for step in program)


def _install(program: bytes) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    steps = ctypes.create_string_buffer(program)
    # struct sock_fprog: how many steps, and where they are.
    whole = ctypes.create_string_buffer(struct.pack("@HP", len(program) // 8, ctypes.addressof(steps)))
    for words in ((_PR_SET_DUMPABLE, 0, 0), (_PR_SET_NO_NEW_PRIVS, 1, 0),
                  (_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(whole))):
        if library.prctl(words[0], ctypes.c_ulong(words[1]), ctypes.c_ulong(words[2]), 0, 0) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
