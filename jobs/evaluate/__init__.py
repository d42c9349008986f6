"""Labelled posts in, predictions and scores out: the pipeline measured on any town's corpus."""
