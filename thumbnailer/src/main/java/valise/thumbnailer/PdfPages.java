package valise.thumbnailer;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.io.IOUtils;
import org.apache.pdfbox.io.RandomAccessReadBufferedFile;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;

/// Draws a page of a PDF file. A page has no pixels of its own, so it is drawn at exactly the
/// wanted size.
final class PdfPages {

  private PdfPages() {}

  /// A page as it is drawn.
  ///
  /// @param of how many pages there are
  record Page(BufferedImage image, int of) {}

  /// @param number the first is 0
  static Page page(Path file, int number, int longestSide) throws IOException, PictureException {
    try (PDDocument document =
        Loader.loadPDF(
            new RandomAccessReadBufferedFile(file), IOUtils.createMemoryOnlyStreamCache())) {
      if (document.getNumberOfPages() < 1) {
        throw new PictureException(
            new Outcome.Unsupported(Outcome.Why.DAMAGED, "a document without pages"));
      }
      if (number < 0 || number >= document.getNumberOfPages()) {
        throw noSuchPage(number, document.getNumberOfPages());
      }
      PDRectangle box = document.getPage(number).getCropBox();
      float longest = Math.max(box.getWidth(), box.getHeight());
      if (!(longest > 0) || Float.isInfinite(longest)) {
        throw new PictureException(
            new Outcome.Unsupported(Outcome.Why.DAMAGED, "a page without extent"));
      }
      PDFRenderer renderer = new PDFRenderer(document);
      renderer.setSubsamplingAllowed(true);
      // The sides are rounded down, so half a pixel more makes sure of the last one.
      return new Page(
          renderer.renderImage(number, (longestSide + 0.5f) / longest, ImageType.RGB),
          document.getNumberOfPages());
    } catch (InvalidPasswordException _) {
      throw new PictureException(
          new Outcome.Unsupported(Outcome.Why.LOCKED, "opens only with a password"));
    }
  }

  static PictureException noSuchPage(int number, int pages) {
    return new PictureException(
        new Outcome.Unsupported(Outcome.Why.DAMAGED, "no page " + number + " of " + pages));
  }
}
