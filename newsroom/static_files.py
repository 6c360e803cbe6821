"""Static files as production serves them: under names that change with their content."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """The imports of a script name hashed files too, so that browsers may keep all for good."""

    support_js_module_import_aggregation = True
