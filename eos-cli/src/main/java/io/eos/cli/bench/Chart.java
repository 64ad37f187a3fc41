package io.eos.cli.bench;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.text.FieldPosition;
import java.text.NumberFormat;
import java.text.ParsePosition;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.labels.ItemLabelAnchor;
import org.jfree.chart.labels.ItemLabelPosition;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;

/**
 * A chart of medians: a dot for each, with a line from the lower to the upper quartile, on a logarithmic axis, since what is compared may differ
 * a thousandfold. As SVG, narrow enough for a phone. Stateless.
 */
final class Chart {
    private static final int WIDTH = 460;
    private static final int ROW = 30;
    private static final int FRAME = 62;
    private static final Color EOS = new Color(0x0B5FA5);
    private static final Color OTHERS = new Color(0xB4530A);
    private static final Color INK = new Color(0x222222);
    private static final Color GRID = new Color(0xDDDDDD);
    private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

    private Chart() {}

    /** A row: whose it is, and what was measured. */
    record Row(String label, boolean eos, Measurement measured) {}

    /**
     * Draws it.
     *
     * @param id unlike those of other charts of the same page
     * @param title what it says to those who cannot see it
     */
    static String svg(String id, String title, String unit, List<Row> rows) throws IOException {
        JFreeChart chart = new JFreeChart(null, FONT, plot(unit, rows), false);
        chart.setBackgroundPaint(Color.WHITE);
        chart.setPadding(new RectangleInsets(2, 2, 2, 8));
        int height = FRAME + ROW * rows.size();
        VectorGraphics2D graphics = new VectorGraphics2D();
        chart.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, height));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new SVGProcessor()
                .getDocument(graphics.getCommands(), new PageSize(0, 0, WIDTH, height))
                .writeTo(out);
        String drawn = out.toString(StandardCharsets.UTF_8);
        String inside = drawn.substring(drawn.indexOf('>', drawn.indexOf("<svg")) + 1)
                .replace("id=\"", "id=\"" + id + "-")
                .replace("url(#", "url(#" + id + "-");
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 " + WIDTH + ' ' + height
                + "\" aria-label=\"" + ReportPage.escaped(title) + "\">" + inside.strip();
    }

    private static XYPlot plot(String unit, List<Row> rows) {
        XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
        data.addSeries(series("eos", true, rows));
        data.addSeries(series("others", false, rows));
        XYPlot plot = new XYPlot(data, values(unit, rows), names(rows), renderer());
        plot.setBackgroundPaint(Color.WHITE);
        plot.setOutlineVisible(false);
        plot.setDomainGridlinePaint(GRID);
        plot.setRangeGridlinesVisible(false);
        return plot;
    }

    private static XYIntervalSeries series(String name, boolean eos, List<Row> rows) {
        XYIntervalSeries series = new XYIntervalSeries(name);
        for (int row = 0; row < rows.size(); row++) {
            if (rows.get(row).eos() == eos) {
                Measurement one = rows.get(row).measured();
                series.add(log(one.median()), log(one.quantile(0.25)), log(one.quantile(0.75)), row, row, row);
            }
        }
        return series;
    }

    /** The axis has the logarithms, and whole decades: then its marks are round numbers. */
    private static NumberAxis values(String unit, List<Row> rows) {
        NumberAxis axis = new NumberAxis(unit);
        double least = rows.stream()
                .mapToDouble(row -> row.measured().quantile(0))
                .min()
                .orElse(1);
        double most = rows.stream()
                .mapToDouble(row -> row.measured().quantile(1))
                .max()
                .orElse(1);
        axis.setRange(Math.floor(log(least) - 0.1), Math.ceil(log(most) + 0.1));
        axis.setTickUnit(new NumberTickUnit(1, new Powers()));
        axis.setLabelFont(FONT);
        axis.setTickLabelFont(FONT);
        axis.setTickLabelPaint(INK);
        return axis;
    }

    private static double log(double value) {
        return Math.log10(Math.max(value, 1e-3));
    }

    private static SymbolAxis names(List<Row> rows) {
        SymbolAxis axis = new SymbolAxis(null, rows.stream().map(Row::label).toArray(String[]::new));
        axis.setInverted(true);
        axis.setGridBandsVisible(false);
        axis.setRange(-0.7, rows.size() - 0.4);
        axis.setTickLabelFont(FONT);
        axis.setTickLabelPaint(INK);
        return axis;
    }

    private static XYErrorRenderer renderer() {
        XYErrorRenderer renderer = new XYErrorRenderer();
        renderer.setDrawYError(false);
        renderer.setErrorStroke(new BasicStroke(2));
        renderer.setCapLength(6);
        for (int series = 0; series < 2; series++) {
            renderer.setSeriesShape(series, new Ellipse2D.Double(-4, -4, 8, 8));
            renderer.setSeriesPaint(series, series == 0 ? EOS : OTHERS);
        }
        renderer.setDefaultItemLabelGenerator(
                (data, series, item) -> new Powers().format(data.getXValue(series, item)));
        renderer.setDefaultItemLabelsVisible(true);
        renderer.setDefaultItemLabelFont(FONT.deriveFont(12f));
        renderer.setDefaultItemLabelPaint(INK);
        renderer.setDefaultPositiveItemLabelPosition(
                new ItemLabelPosition(ItemLabelAnchor.OUTSIDE12, TextAnchor.BOTTOM_CENTER));
        return renderer;
    }

    /** Numbers as short as they can be read: 0.4, 12, 3.4k, 120k, 1.2M. */
    static class ShortNumber extends NumberFormat {
        private static final long serialVersionUID = 1;

        @Override
        public StringBuffer format(double number, StringBuffer to, FieldPosition position) {
            String[] units = {"", "k", "M"};
            double rest = number;
            int unit = 0;
            while (rest >= 999.5 && unit < 2) {
                rest /= 1000;
                unit++;
            }
            String text = rest >= 9.95 || rest == Math.rint(rest)
                    ? String.format(Locale.ROOT, "%.0f", rest)
                    : rest >= 0.1 ? String.format(Locale.ROOT, "%.1f", rest) : String.format(Locale.ROOT, "%.2f", rest);
            return to.append(text).append(units[unit]);
        }

        @Override
        public StringBuffer format(long number, StringBuffer to, FieldPosition position) {
            return format((double) number, to, position);
        }

        @Override
        public Number parse(String text, ParsePosition position) {
            throw new UnsupportedOperationException("numbers are only written");
        }
    }

    /** Of logarithms, the numbers that they are of. */
    private static final class Powers extends ShortNumber {
        private static final long serialVersionUID = 1;

        @Override
        public StringBuffer format(double exponent, StringBuffer to, FieldPosition position) {
            return super.format(Math.pow(10, exponent), to, position);
        }
    }
}
