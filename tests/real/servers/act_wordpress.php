<?php
// Does one thing inside a WordPress site: php act_wordpress.php SITE WHAT, values as JSON on
// stdin, the answer as JSON on stdout. Every WHAT is a function below.
[, $site, $what] = $argv;
$values = json_decode(stream_get_contents(STDIN), true);
$_SERVER['HTTP_HOST'] = '127.0.0.1';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
if ($what === 'install') {
    define('WP_INSTALLING', true);
}
require $site . '/wp-load.php';
echo json_encode(('act_' . $what)($values));

// An empty site with one member, the paper itself; whoever wants may comment.
function act_install(array $values): array {
    require ABSPATH . 'wp-admin/includes/upgrade.php';
    remove_all_actions('wp_install_defaults');
    add_filter('pre_wp_mail', '__return_true');
    wp_install('De Heikoerier', 'redactie', 'redactie@krant.example', true, '', 'canary-geheim');
    act_clean([]);
    update_option('timezone_string', 'Europe/Brussels');
    update_option('comment_previously_approved', 0);
    update_option('comment_moderation', 0);
    update_option('comments_notify', 0);
    update_option('close_comments_for_old_posts', 0);
    wp_update_user(['ID' => 1, 'display_name' => 'De Krant']);
    return [];
}

// Takes away all that was said and done.
function act_clean(array $values): array {
    global $wpdb;
    foreach (['posts', 'postmeta', 'comments', 'commentmeta'] as $table) {
        $wpdb->query("TRUNCATE {$wpdb->prefix}$table");
    }
    wp_cache_flush();
    act_links(['pattern' => '/%year%/%postname%/']);
    act_plugin(['code' => '']);
    return [];
}

// How addresses look; '' turns pretty links off.
function act_links(array $values): bool {
    global $wp_rewrite;
    $wp_rewrite->set_permalink_structure($values['pattern']);
    flush_rewrite_rules(false);
    return true;
}

function act_post(array $values): int {
    $values += ['post_author' => 1, 'post_status' => 'publish', 'post_type' => 'post'];
    return wp_insert_post(wp_slash($values), false, false);
}

// Several posts at once, as one process start costs more than they do.
function act_posts(array $values): array {
    return array_map('act_post', $values['rows']);
}

// Lets a planned post appear at a moment that has come, as WordPress's own clock does.
function act_publish(array $values): bool {
    global $wpdb;
    $local = get_date_from_gmt($values['gmt']);
    $moment = ['post_date' => $local, 'post_date_gmt' => $values['gmt']];
    $wpdb->update($wpdb->posts, $moment, ['ID' => $values['id']]);
    clean_post_cache($values['id']);
    wp_publish_post($values['id']);
    return true;
}

function act_edit(array $values): int {
    return wp_update_post(wp_slash($values));
}

// A comment, past the flood control that readers meet.
function act_comment(array $values): int {
    if (isset($values['comment_date_gmt'])) {
        $values['comment_date'] = get_date_from_gmt($values['comment_date_gmt']);
    }
    return wp_insert_comment(wp_slash($values));
}

function act_comments(array $values): array {
    return array_map('act_comment', $values['rows']);
}

function act_edit_comment(array $values): bool {
    return (bool) wp_update_comment(wp_slash($values));
}

// status: approve, hold, spam or trash.
function act_set_comment(array $values): bool {
    return wp_set_comment_status($values['id'], $values['status']);
}

function act_delete_comment(array $values): bool {
    return wp_delete_comment($values['id'], true);
}

function act_delete_post(array $values): bool {
    return (bool) wp_delete_post($values['id'], $values['force']);
}

// Takes a file of code in or out that runs with every request, as a plug-in of an owner does.
function act_plugin(array $values): bool {
    wp_mkdir_p(WPMU_PLUGIN_DIR);
    return file_put_contents(WPMU_PLUGIN_DIR . '/town.php', "<?php\n" . $values['code']) !== false;
}
