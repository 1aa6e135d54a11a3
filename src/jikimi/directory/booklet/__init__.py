"""The booklet 「치안약자 통합지원망」: the directory on paper, in sizes, languages and editions."""
