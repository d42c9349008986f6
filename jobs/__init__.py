"""buurtsignaal: what a town says about its municipality, once a week, as a short report.

The folders of this package are the pipeline, in this order:

    sources.toml | collect | feedback | detect | cluster | advise | report | deliver | retain

Each stage reads the typed rows that the stage before it stored, decides in pure code, and stores
typed rows for the next. One thin ``job.py`` a stage is its only file that reaches the store, so
each stage can be run alone, again, or after a crash, with the same result. ``tell`` stands beside
them: it says how they do, in mails that ``deliver`` sends.
"""
