"""Which test stands against which threat of a source, and against which trap that real ones laid.

A test that is renamed or removed breaks this page, so that it cannot go stale: the tests are named
as what they are, not as text. Threats of content (T01 to T15) are files in ``posts/``.
"""

import ast
import sys
from collections.abc import Callable
from functools import cache
from itertools import chain
from pathlib import Path

from tests.collect import (
    test_address,
    test_bluesky,
    test_bounded,
    test_charset,
    test_clean,
    test_discourse,
    test_export,
    test_facebook_page,
    test_feed,
    test_fetch,
    test_fetch_interface,
    test_fetch_post,
    test_fetch_robots,
    test_fetch_secure,
    test_google_reviews,
    test_graph,
    test_html_forum,
    test_html_forum_again,
    test_instagram,
    test_interface,
    test_job,
    test_keep,
    test_lemmy,
    test_mailbox,
    test_mastodon,
    test_moments,
    test_newest,
    test_nodebb,
    test_open311,
    test_pace,
    test_redact,
    test_reddit,
    test_retry_after,
    test_robots,
    test_rounds,
    test_telegram_public,
    test_threads,
    test_wordpress,
    test_youtube,
)
from tests.contract import test_collectors
from tests.hostile import (
    test_network_addresses as addresses,
)
from tests.hostile import (
    test_network_answers as answers,
)
from tests.hostile import (
    test_network_bombs as bombs,
)
from tests.hostile import (
    test_network_redirects as redirects,
)
from tests.hostile import (
    test_network_rest as rest,
)
from tests.hostile import (
    test_network_time as slow,
)
from tests.hostile import (
    test_posts,
)
from tests.pipeline import test_kill_walk, test_many_sources
from tests.real import test_bluesky as real_bluesky
from tests.real import test_mailbox as real_mailbox
from tests.real import test_mastodon_recorded as recorded_mastodon
from tests.real import test_nodebb as real_nodebb
from tests.real import test_wordpress as real_wordpress
from tests.report import test_edition

Test = Callable[..., None]
Cases = dict[str, Test]

THREATS: dict[str, Cases] = {
    "T20 packed to burst": {
        "200 MiB of gzip": bombs.test_a_bomb_of_200_mib_never_gets_into_memory,
        "in many chunks": bombs.test_a_bomb_of_many_pieces_is_stopped_at_the_first_of_them,
        "br, zstd": bombs.test_what_we_did_not_ask_for_is_refused_by_its_name,
        "gzip in gzip, ten times": bombs.test_one_layer_of_packing_is_all_we_take,
        "gzip is all we ask for": test_fetch.test_what_it_says_of_itself_is_all_that_it_says,
        "cap before unpacking": bombs.test_a_packed_answer_has_a_cap_before_unpacking_too,
        "cap after unpacking": bombs.test_no_layer_and_too_long_is_too_big,
        "ratio": test_bounded.test_a_large_answer_may_not_grow_a_hundredfold,
        "in a redirect": bombs.test_the_body_of_a_redirect_or_an_error_is_never_unpacked,
        "a workbook": test_export.test_a_workbook_that_would_fill_the_memory_is_refused,
    },
    "T21 without end in time": {
        "a byte at a time, silence, headers": slow.test_whatever_comes_slowly_ends_at_the_deadline,
        "a source that is always slow": slow.test_a_source_that_is_slow_each_time_uses_up_its_run,
        "300 kB of headers": slow.test_headers_without_measure_are_refused,
        "a mail server": test_mailbox.test_a_server_that_is_not_there_or_says_nothing_is_a_reason,
    },
    "T22 sent elsewhere": {
        "a circle": redirects.test_a_circle_of_redirects_is_left,
        "too many hops": redirects.test_three_hops_are_followed_and_a_fourth_is_not,
        "file:, data:, other hosts, metadata": redirects.test_a_redirect_out_of_the_site_is_refused,
        "https to http": test_fetch_secure.test_from_http_to_https_is_followed_and_never_back,
        "with our token":
            test_fetch_interface.test_a_token_goes_to_the_host_that_is_asked_and_to_no_other,
        "with a POST": test_fetch_post.test_a_post_is_never_sent_on,
        "every hop": addresses.test_every_hop_of_a_redirect_meets_the_same_wall,
    },
    "T23 into our own network": {
        "spellings": addresses.test_no_spelling_of_a_private_address_is_reached,
        "odd addresses": addresses.test_odd_addresses_are_refused_before_any_look_up,
        "first public, then private":
            addresses.test_a_name_that_turns_private_between_two_requests_is_refused,
        "looked up once": addresses.test_a_name_is_looked_up_once_and_the_connection_goes_there,
        "mixed answers": addresses.test_one_private_answer_among_public_ones_spoils_them_all,
        "NAT64, 6to4, Teredo, metadata": test_address.test_everything_else_is_not,
        "proxies of the environment": addresses.test_proxies_of_the_environment_are_not_used,
        "a mail server": test_mailbox.test_a_private_address_is_for_the_operator_to_open,
    },
    "T24 pages without end": {
        "ever new pages": slow.test_pages_that_lead_to_new_pages_for_ever_use_up_the_run,
        "html_forum": test_html_forum.test_circles_and_endless_lists_are_cut_and_told,
        "wordpress": test_wordpress.test_a_site_that_gives_the_same_page_for_ever_is_an_error,
        "bluesky": test_bluesky.test_pages_that_lead_to_themselves_end_and_are_told_as_cut,
        "bluesky, an empty page and a next": test_bluesky.test_an_empty_page_is_not_the_end,
        "mastodon": test_mastodon.test_pages_that_lead_back_end,
        "lemmy": test_lemmy.test_pages_that_lead_back_end,
        "discourse": test_discourse.test_a_list_that_leads_to_itself_ends,
        "nodebb": test_nodebb.test_hostile_pages_end,
        "open311": test_open311.test_pages_that_overlap_do_not_go_on_for_ever,
        "facebook_page": test_facebook_page.test_a_page_that_leads_back_to_itself_ends,
        "instagram": test_instagram.test_replies_that_lead_back_are_trouble_of_their_thread_only,
        "threads": test_graph.test_pages_that_lead_back_end_a_walk,
        "youtube": test_youtube.test_pages_that_lead_back_end,
        "reddit": test_reddit.test_placeholders_that_lead_back_end,
        "google_reviews": test_newest.test_pages_that_lead_back_end_the_walk,
        "an empty page before others":
            test_newest.test_a_page_without_rows_before_others_is_passed_over,
        "telegram_public":
            test_telegram_public.test_a_page_that_leads_to_itself_is_no_page_of_the_past,
        "feed": test_feed.test_atom_replies_are_followed_and_pages_are_not,
        "mailbox": test_mailbox.test_a_flood_is_cut_and_goes_on_at_the_next_reading,
        "export": test_export.test_a_very_long_file_is_cut_and_the_rest_follows_next_time,
        "told as cut": test_many_sources.test_each_hostile_source_has_a_state_and_a_reason,
    },
    "T25 entities": {
        "XXE, laughs, parameters": test_posts.test_a_hostile_feed_is_refused_or_made_harmless,
        "any document type": test_feed.test_what_is_no_honest_feed_is_refused,
        "in a workbook, in UTF-16 too":
            test_export.test_a_document_type_is_seen_in_any_encoding,
        "in XML of an interface":
            test_open311.test_an_answer_in_another_form_is_a_state_of_the_source,
    },
    "T26 what the parser of feeds does": {
        "a feed that is an address": test_feed.test_a_feed_that_is_an_address_opens_nothing,
        "markup in a title, one guid for all":
            test_posts.test_a_hostile_feed_is_refused_or_made_harmless,
        "too many items": test_feed.test_too_many_items_are_cut_and_told,
        "a long title": test_clean.test_no_post_stops_us,
    },
    "T27 moments that cannot be": {
        "none is an error": test_moments.test_it_never_raises_and_stays_in_range,
        "marked as doubtful":
            test_moments.test_what_is_no_moment_is_the_moment_of_reading_and_marked,
        "in posts": test_posts.test_a_hostile_post_is_made_harmless,
    },
    "T28 ids that cannot be": {
        "long, 2**63, blank": test_posts.test_a_hostile_post_is_made_harmless,
        "fractions, null":
            test_interface.test_an_id_that_is_neither_a_text_nor_a_whole_number_is_drift,
        "that lead elsewhere": test_open311.test_an_answer_in_another_form_is_a_state_of_the_source,
        "twice": test_job.test_reading_twice_changes_nothing,
    },
    "T29 no honest answer": {
        "cut JSON, NaN, 100,000 brackets, 5,000 digits":
            test_interface.test_what_is_no_json_is_a_broken_source_without_its_text,
        "missing fields": test_interface.test_a_field_of_another_type_is_drift,
        "numbers without end": test_interface.test_a_number_without_end_is_drift,
        "empty 200, login page":
            answers.test_an_empty_200_and_a_login_page_are_handed_on_as_they_are,
        "a login page, every kind":
            test_collectors.test_what_it_cannot_read_is_an_error_with_a_reason_and_without_text,
        "damaged HTTP": answers.test_every_broken_answer_has_its_reason,
        "the others go on": test_many_sources.test_every_honest_source_is_read_whole,
        "silence is no quiet week":
            test_edition.test_a_source_that_is_suddenly_silent_is_named_and_one_that_always_was_is_not,
    },
    "T30 asked to wait": {
        "every form of Retry-After": test_retry_after.test_every_form_has_its_length,
        "no form is an error": test_retry_after.test_no_header_is_a_surprise,
        "the whole host": rest.test_a_long_rest_is_granted_to_the_whole_host,
        "not for ever": test_many_sources.test_a_rest_without_end_is_one_of_hours,
        "after a restart": rest.test_a_rest_of_before_the_restart_still_holds,
    },
    "T31 wrong charsets": {
        "what the bytes are": test_charset.test_the_text_comes_out_whatever_the_server_says,
        "no bytes are an error": test_charset.test_no_bytes_break_it,
        "misread before us":
            test_charset.test_what_somebody_read_in_the_wrong_table_is_put_right,
        "a name in it": test_keep.test_letters_that_somebody_misread_hide_no_name,
        "files": test_export.test_a_csv_is_read_in_any_encoding,
    },
    "T32 markup that stalls": {
        "unclosed, 100,000 attributes, nesting": test_posts.test_a_hostile_post_is_made_harmless,
        "a million brackets": test_many_sources.test_each_hostile_source_has_a_state_and_a_reason,
        "in time": test_clean.test_no_post_stops_us,
    },
    "T33 selectors": {
        "div[[, nested :not":
            test_html_forum.test_wrong_selectors_are_refused_when_settings_are_read,
    },
    "T34 patterns that stall": {
        "digits, ats, capitals": test_posts.test_a_hostile_post_is_made_harmless,
        "100 kB of each alphabet": test_redact.test_no_pattern_needs_more_than_linear_time,
        "robots.txt": test_robots.test_wildcards_without_end_do_not_hold_us_up,
    },
}  # fmt: skip
"""What a source may do to us, and the tests that fail when we no longer stand it."""

TRAPS: dict[str, Cases] = {
    "Bluesky": {
        "the last page is empty though a cursor led to it":
            real_bluesky.test_more_than_a_page_is_read_to_its_end_and_its_empty_last_page,
        "a deleted post is a 400 NotFound, not a 404":
            real_bluesky.test_a_deleted_opening_takes_its_thread_along_at_once,
        "an unknown actor is a 400 too":
            test_bluesky.test_threads_of_an_account_that_cannot_be_found_are_not_gone,
        "getPosts leaves deleted posts out in silence":
            real_bluesky.test_what_called_on_us_and_was_deleted_goes_after_two_rounds,
        "an ETag is sent, and a 304 is no absence":
            real_bluesky.test_a_second_reading_with_nothing_new_only_asks_whether_anything_changed,
        "a thread drops deleted answers":
            real_bluesky.test_a_deleted_answer_goes_after_two_readings_and_its_thread_stays,
        "the public search is a 403 without a session":
            test_bluesky.test_a_search_that_is_refused_or_finds_nothing_more_deletes_nothing,
        "a search may end before its last hit":
            test_bluesky.test_a_search_that_ends_before_its_last_hit_says_so_and_deletes_nothing,
        "our session is used for it": real_bluesky.test_a_search_is_made_with_our_session,
        "!no-unauthenticated": test_bluesky.test_what_is_not_for_everyone_is_left_out_and_counted,
    },
    "WordPress": {
        "a flood of comments is a 429":
            real_wordpress.test_a_site_that_asks_for_rest_gets_it_and_nothing_is_lost,
        "page 99 of comments is a 200":
            real_wordpress.test_long_lists_are_read_to_their_end_and_never_beyond,
        "rel=self lost the port":
            test_feed.test_what_a_feed_calls_its_own_address_names_no_thread_and_no_post,
        "a 401 is unapproved or gone, not broken":
            real_wordpress.test_what_is_deleted_hidden_or_closed_is_erased_at_the_next_round,
        "another refusal is no deletion":
            test_wordpress.test_another_refusal_of_an_id_is_no_deletion,
    },
    "robots.txt": {
        "of a JSON interface of a forum":
            test_discourse.test_robots_and_the_pace_of_the_forum_are_kept,
        "of a news site": real_wordpress.test_robots_txt_decides,
        "is not there (FlaskBB)": test_fetch_robots.test_no_robots_txt_means_that_all_may_be_read,
        "is out of order":
            test_fetch_robots.test_a_robots_txt_that_cannot_be_read_closes_the_site_for_now,
        "asks for a delay": test_fetch_robots.test_a_crawl_delay_slows_the_pace_down,
    },
    "charsets": {
        "none in the header, iso-8859-1 in the meta, a euro sign":
            test_charset.test_the_text_comes_out_whatever_the_server_says,
        "iso-8859-1 means windows-1252": test_charset.test_labels_mean_what_the_web_means_by_them,
    },
    "Facebook": {
        "replies are hidden but for filter=stream":
            test_facebook_page.test_the_whole_stream_is_asked_for_for_the_default_hides_replies,
        "the token stands in the next page":
            test_facebook_page.test_the_token_stands_in_no_address_though_the_graph_writes_it_into_its_next_pages,
        "counts without comments":
            test_facebook_page.test_comments_that_are_counted_and_not_given_are_no_deletion,
        "the listing ranks":
            test_facebook_page.test_a_post_that_the_listing_does_not_rank_any_more_is_not_gone,
        "usage headers":
            test_graph.test_an_answer_that_uses_up_the_allowance_counts_and_is_the_last,
    },
    "Instagram and Threads": {
        "no order and no dates":
            test_instagram.test_the_listing_knows_no_dates_and_ends_at_a_page_that_is_too_old,
        "no number of replies":
            test_threads.test_a_first_reply_is_seen_at_once_and_later_ones_at_the_rounds,
        "the end is an empty page":
            test_graph.test_where_the_end_is_not_told_an_empty_page_is_the_end,
    },
    "feeds": {
        "what is listed no more is not gone":
            test_feed.test_what_a_feed_does_not_list_any_more_is_not_gone,
        "unchanged is a 304, asked of the server":
            test_feed.test_without_comments_an_unchanged_feed_is_not_sent_again,
        "an empty feed is no quiet week":
            test_feed.test_a_feed_that_had_items_and_has_none_is_broken,
        "replies by RFC 4685":
            test_feed.test_comments_by_isso_hang_under_their_article_and_under_each_other,
    },
    "mailboxes": {
        "numbers are given anew (UIDVALIDITY)":
            real_mailbox.test_a_folder_that_is_made_anew_gives_the_same_posts_again,
        "n:* names the last mail again":
            real_mailbox.test_mails_are_read_once_and_nothing_of_them_is_changed,
        "one mail comes twice": test_mailbox.test_one_mail_that_came_twice_is_one_post,
        "what is deleted there is not gone":
            real_mailbox.test_what_is_deleted_in_the_mailbox_is_not_gone_from_the_group,
    },
    "Mastodon": {
        "min_id, for since_id skips":
            test_mastodon.test_the_next_visit_asks_for_what_is_newer_than_its_mark_page_by_page_and_skips_nothing,
        "late posts under older ids":
            test_mastodon.test_what_another_server_passed_on_late_under_an_older_id_is_seen_all_the_same,
        "a reset that is an ISO moment":
            test_retry_after.test_when_a_limit_is_over_is_told_in_three_ways,
        "contexts are capped":
            test_mastodon.test_what_a_server_leaves_out_of_a_long_conversation_is_asked_for,
        "noindex":
            test_mastodon.test_who_does_not_want_to_be_found_is_left_out_of_hashtags_and_what_they_lead_to,
        "the last page of a hashtag":
            recorded_mastodon.test_a_hashtag_is_read_page_by_page_to_the_empty_page_and_then_only_what_is_newer,
        "no Link header": test_mastodon.test_a_server_that_names_no_pages_is_read_to_the_end,
    },
    "YouTube and Google": {
        "five replies inline":
            test_youtube.test_videos_open_threads_and_comments_and_replies_answer,
        "the quota ends at midnight in California":
            test_youtube.test_a_used_up_quota_is_rest_until_midnight_pacific,
        "an id that is not given is gone":
            test_youtube.test_a_video_that_two_readings_do_not_give_is_gone_with_its_comments,
        "a review that is a 404 is gone":
            test_google_reviews.test_a_review_that_is_not_there_is_gone_with_the_reply,
    },
    "Open311": {
        "90 days and 1,000 reports at most":
            test_open311.test_a_span_that_may_hold_more_is_asked_for_in_halves,
        "a status changes for weeks": test_open311.test_a_status_that_changes_weeks_later_is_seen,
        "contact data in texts":
            test_open311.test_neither_coordinates_nor_house_numbers_nor_contact_data_are_kept,
        "FixMyStreet wraps": test_open311.test_reports_are_found_in_whatever_they_are_wrapped,
        "XML only": test_open311.test_a_server_that_has_xml_only_is_read,
    },
    "forums": {
        "what left the stream is gone":
            test_discourse.test_a_post_that_left_the_stream_is_gone_after_two_readings,
        "NodeBB counts us as readers, so that its list changes":
            real_nodebb.test_nothing_new_costs_one_conditional_request_and_changes_nothing,
        "a closed topic is no deletion":
            test_nodebb.test_a_topic_closed_to_us_is_never_a_deletion_though_others_are_given,
        "classes of which one counts": test_html_forum.test_a_post_of_more_than_one_class_is_found,
        "a changed layout is no deletion":
            test_html_forum_again.test_what_is_no_whole_reading_is_never_a_deletion,
    },
    "others": {
        "a Telegram channel without a preview":
            test_telegram_public.test_a_channel_without_a_preview_is_closed_to_us,
        "Reddit without an approval":
            test_reddit.test_without_an_approved_client_the_settings_are_refused_and_say_why,
        "BOM, UTF-16, windows-1252 in exports": test_export.test_a_csv_is_read_in_any_encoding,
        "semicolons and tabs in exports": test_export.test_the_delimiter_is_found_out,
    },
    "how we read": {
        "the mark waits for the end of the walk":
            test_newest.test_the_mark_stays_until_the_walk_is_over,
        "a crash repeats and never skips":
            test_kill_walk.test_no_post_is_lost_and_none_is_there_twice,
        "gone is absent from two whole readings":
            test_rounds.test_a_post_is_gone_when_two_complete_readings_did_not_give_it,
        "the first chunk of httpx is 67 MB": bombs.test_a_bomb_of_200_mib_never_gets_into_memory,
        "a read timeout is one of each chunk": slow.test_whatever_comes_slowly_ends_at_the_deadline,
        "a pause is one of the host":
            test_pace.test_a_longer_pause_sends_us_away_with_a_time_to_come_back,
        "addresses hold tokens, and logs addresses":
            answers.test_no_error_no_repr_and_no_log_holds_a_path_or_a_secret,
    },
}  # fmt: skip
"""What the real software did that nobody expected, and the test that holds us to it."""


def test_every_threat_of_a_source_has_a_test() -> None:
    assert [name[:3] for name in THREATS] == [f"T{number}" for number in range(20, 35)]
    assert all(THREATS.values())
    assert all(TRAPS.values())


def test_what_stands_against_them_is_run_and_checks_something() -> None:
    """Each is called as pytest looks for it, is not skipped, and asserts or expects an error."""
    named = chain.from_iterable(cases.values() for cases in (*THREATS.values(), *TRAPS.values()))

    assert [f"{test.__module__}.{test.__name__}" for test in named if not _is_sound(test)] == []


def _is_sound(test: Test) -> bool:
    path = Path(str(sys.modules[test.__module__].__file__))
    body = next(node for node in _tree(path).body if getattr(node, "name", "") == test.__name__)
    checks = any(isinstance(node, ast.Assert | ast.With | ast.AsyncWith) for node in ast.walk(body))
    marks = {mark.name for mark in getattr(test, "pytestmark", ())}
    is_found = path.name.startswith("test_") and test.__name__.startswith("test_")
    return is_found and checks and marks.isdisjoint({"skip", "skipif", "xfail"})


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))
