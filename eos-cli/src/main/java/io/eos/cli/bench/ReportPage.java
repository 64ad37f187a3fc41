package io.eos.cli.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The report: one page that needs nothing else, with charts as SVG. Used once. */
final class ReportPage {
    private final Map<String, String> environment;
    private final List<Measurement> all;
    private final StringBuilder page = new StringBuilder();
    private int charts;

    ReportPage(Map<String, String> environment, List<Measurement> all) {
        this.environment = environment;
        this.all = all;
    }

    String html() throws IOException {
        page.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<title>eos benchmarks</title>\n<style>\n")
                .append(style())
                .append("</style>\n</head>\n<body>\n<main>\n<h1>What exactly once costs</h1>\n")
                .append("<p>Each dot is the median of the runs, each line goes from the lower to the upper quartile;"
                        + " <b class=\"eos\">eos is blue</b>, what it is compared with is <b class=\"others\">brown</b>. Axes are logarithmic."
                        + " Rates of a busy machine mean little: ratios of what was measured in turn mean more.</p>\n");
        which();
        aims();
        for (Section section : Section.ALL) {
            section(section);
        }
        measurements();
        environment();
        return page.append("</main>\n</body>\n</html>\n").toString();
    }

    private static String style() throws IOException {
        try (InputStream in = Objects.requireNonNull(ReportPage.class.getResourceAsStream("report.css"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void which() {
        page.append("<h2>Which store when (from what they promise, not from these figures)</h2>\n<ul>\n");
        for (String line : List.of(
                "Take the storage system that you run already: what it costs to run another one is not in any chart.",
                "Where effects are rows of a database, use that database, and transact: nothing else makes them exactly once without a"
                        + " sink that knows keys.",
                "Without one: Redis, if a write that is acknowledged may be lost when a primary fails; else PostgreSQL or ZooKeeper.",
                "For one machine or a test: H2 in a file.",
                "Cassandra: where it is there, in SHARD scope; PROCESSOR scope costs a Paxos round for each id.")) {
            page.append("<li>").append(escaped(line)).append("</li>\n");
        }
        page.append("</ul>\n");
    }

    private void aims() {
        page.append("<h2>Aims</h2>\n");
        open("what", "aim", "measured");
        for (Aim aim : Aim.ALL) {
            row(aim.what(), aim.text(), aim.result(all));
        }
        close();
    }

    private void section(Section section) throws IOException {
        Map<String, List<Chart.Row>> drawn = section.charts(all);
        if (drawn.isEmpty()) {
            return;
        }
        page.append("<h2>").append(escaped(section.title())).append("</h2>\n<p>");
        page.append(escaped(section.does())).append("</p>\n<div class=\"charts\">\n");
        for (Map.Entry<String, List<Chart.Row>> one : drawn.entrySet()) {
            String unit = one.getValue().get(0).measured().unit();
            page.append("<figure>\n<h3>").append(escaped(one.getKey())).append("</h3>\n");
            page.append(Chart.svg("c" + charts++, section.title() + ": " + one.getKey(), unit, one.getValue()));
            page.append("\n<figcaption>").append(escaped(section.hides())).append("</figcaption>\n</figure>\n");
        }
        page.append("</div>\n");
    }

    private void measurements() {
        page.append("<details>\n<summary>All measurements</summary>\n");
        open("benchmark", "who", "store", "settings", "median", "quartiles", "runs");
        for (Measurement one : all) {
            Chart.ShortNumber numbers = new Chart.ShortNumber();
            row(
                    one.benchmark(),
                    one.who(),
                    one.store(),
                    one.settings().toString().replaceAll("[{}]", ""),
                    numbers.format(one.median()) + " " + one.unit(),
                    numbers.format(one.quantile(0.25)) + " to " + numbers.format(one.quantile(0.75)),
                    String.format(Locale.ROOT, "%d", one.values().size()));
        }
        close();
        page.append("</details>\n");
    }

    private void environment() {
        page.append("<h2>Environment</h2>\n");
        open("what", "value");
        environment.forEach(this::row);
        close();
    }

    private void open(String... heads) {
        page.append("<div class=\"wide\"><table>\n<tr>");
        for (String head : heads) {
            page.append("<th>").append(escaped(head)).append("</th>");
        }
        page.append("</tr>\n");
    }

    private void row(String... cells) {
        page.append("<tr>");
        for (String cell : cells) {
            page.append("<td>").append(escaped(cell)).append("</td>");
        }
        page.append("</tr>\n");
    }

    private void close() {
        page.append("</table></div>\n");
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
