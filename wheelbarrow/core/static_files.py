"""Static files, served by WhiteNoise from the server's own processes."""

from __future__ import annotations

from typing import Any

from whitenoise.base import scantree
from whitenoise.middleware import WhiteNoiseMiddleware


class StaticFiles(WhiteNoiseMiddleware):
    """Prepares the answer for a file when it is first asked for: to prepare all 500 takes 110 ms at each start."""

    def update_files_dictionary(self, root: str, prefix: str) -> None:
        """List the files below `root` by their addresses."""
        sizes = dict(scantree(root))
        self.files = Answers(self, {prefix + path.removeprefix(root): path for path in sizes}, sizes)


class Answers(dict[str, Any]):
    """The answers that have been prepared; get() prepares another one."""

    def __init__(self, middleware: StaticFiles, paths: dict[str, str], sizes: dict[str, Any]) -> None:
        super().__init__()
        self.middleware, self.paths, self.sizes = middleware, paths, sizes

    def get(self, url: str, default: Any = None) -> Any:
        """Return the answer for the address; None if there is no such file."""
        # Two threads may both prepare one; a path that the first had taken away would be a 404 for the second.
        if url not in self and (path := self.paths.get(url)):
            # Compressed files beside another one are parts of its answer, and get none.
            self.middleware.add_file_to_dictionary(url, path, stat_cache=self.sizes)
        return super().get(url, default)
