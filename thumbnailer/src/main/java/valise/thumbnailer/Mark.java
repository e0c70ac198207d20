package valise.thumbnailer;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.GeneralPath;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;

/// Words written across a picture, slanting, again and again, so that no part worth having can be
/// cut out without them. Light with a dark edge: they are seen on any ground, and what is below
/// stays readable.
///
/// The font is the one that PDFBox brings: a server need not have any.
final class Mark {

  private static final String FONT = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";
  private static final double SLANT = Math.toRadians(-28);

  /// The height of the letters is this part of the longer side, within the bounds below.
  private static final double SHARE = 1 / 45.0;

  private static final double SMALLEST = 9;
  private static final double LARGEST = 40;

  private static final Color EDGE = new Color(0, 0, 0, 70);
  private static final Color FILL = new Color(255, 255, 255, 95);

  private Mark() {}

  static void write(String words, BufferedImage image) {
    double longer = Math.max(image.getWidth(), image.getHeight());
    double height = Math.clamp(longer * SHARE, SMALLEST, LARGEST);
    Shape line = outline(words, height);
    Rectangle2D extent = line.getBounds2D();
    double across = extent.getWidth() + 4 * height;
    double down = 6 * height;
    // A circle around the picture holds it however it is turned.
    double reach = Math.hypot(image.getWidth(), image.getHeight()) / 2 + height;
    Graphics2D paint = image.createGraphics();
    paint.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    paint.translate(image.getWidth() / 2.0, image.getHeight() / 2.0);
    paint.rotate(SLANT);
    paint.setStroke(new BasicStroke((float) Math.max(1, height / 14)));
    int row = 0;
    for (double y = -reach; y < reach; y += down, row++) {
      double shift = row % 2 * across / 2;
      for (double x = -reach - shift; x < reach; x += across) {
        Shape there = AffineTransform.getTranslateInstance(x, y).createTransformedShape(line);
        paint.setColor(EDGE);
        paint.draw(there);
        paint.setColor(FILL);
        paint.fill(there);
      }
    }
    paint.dispose();
  }

  /// One line of text, its base line beginning at the origin.
  private static Shape outline(String words, double height) {
    try (InputStream in = PDDocument.class.getResourceAsStream(FONT)) {
      if (in == null) {
        throw new IllegalStateException("PDFBox brings no " + FONT);
      }
      try (TrueTypeFont font = new TTFParser().parse(new RandomAccessReadBuffer(in))) {
        var letters = font.getUnicodeCmapLookup();
        double scale = height / font.getUnitsPerEm();
        GeneralPath line = new GeneralPath();
        double at = 0;
        for (int letter : words.codePoints().toArray()) {
          int glyph = letters.getGlyphId(letter);
          var drawn = font.getGlyph().getGlyph(glyph);
          if (drawn != null) {
            AffineTransform place = AffineTransform.getTranslateInstance(at, 0);
            place.scale(scale, -scale); // letters grow upwards, pictures downwards
            line.append(place.createTransformedShape(drawn.getPath()), false);
          }
          at += scale * font.getAdvanceWidth(glyph);
        }
        return line;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
