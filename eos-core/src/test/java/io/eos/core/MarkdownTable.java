package io.eos.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The first table below a heading of a file in {@code docs/}: rows by their first cell's code, in which backquotes are left out. */
record MarkdownTable(Map<String, List<String>> rows) {
    private static final Pattern CODE = Pattern.compile("`([^`]*)`");

    static MarkdownTable read(String file, String start) throws IOException {
        String text = Files.readString(Path.of("..", "docs", file));
        int from = text.indexOf("\n" + start);
        if (from < 0) {
            throw new IllegalArgumentException(file + " has no line that starts with: " + start);
        }
        Map<String, List<String>> rows = new TreeMap<>();
        text.substring(from)
                .lines()
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .map(line -> Arrays.stream(line.substring(1).split("\\|", -1))
                        .map(String::strip)
                        .toList())
                .forEach(cells -> {
                    String key = code(cells.get(0)).orElse(cells.get(0));
                    if (rows.put(key, cells) != null) {
                        throw new IllegalArgumentException(file + " has two rows for " + key);
                    }
                });
        return new MarkdownTable(rows);
    }

    String cell(String key, int column) {
        return Optional.ofNullable(rows.get(key)).orElseThrow().get(column);
    }

    /** The first thing in backquotes. */
    static Optional<String> code(String cell) {
        Matcher matcher = CODE.matcher(cell);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    static String plain(String cell) {
        return cell.replace("`", "");
    }
}
