"""In and out: readers of other tools' files, the importer, the export and the calendar feeds."""
