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

/// Draws the first page of a PDF file. A page has no pixels of its own, so it is drawn at exactly
/// the wanted size.
final class PdfPages {

  private PdfPages() {}

  static BufferedImage firstPage(Path file, int longestSide) throws IOException, PictureException {
    try (PDDocument document =
        Loader.loadPDF(
            new RandomAccessReadBufferedFile(file), IOUtils.createMemoryOnlyStreamCache())) {
      if (document.getNumberOfPages() < 1) {
        throw new PictureException(
            new Outcome.Unsupported(Outcome.Why.DAMAGED, "a document without pages"));
      }
      PDRectangle box = document.getPage(0).getCropBox();
      float longest = Math.max(box.getWidth(), box.getHeight());
      if (!(longest > 0) || Float.isInfinite(longest)) {
        throw new PictureException(
            new Outcome.Unsupported(Outcome.Why.DAMAGED, "a page without extent"));
      }
      PDFRenderer renderer = new PDFRenderer(document);
      renderer.setSubsamplingAllowed(true);
      // The sides are rounded down, so half a pixel more makes sure of the last one.
      return renderer.renderImage(0, (longestSide + 0.5f) / longest, ImageType.RGB);
    } catch (InvalidPasswordException _) {
      throw new PictureException(
          new Outcome.Unsupported(Outcome.Why.LOCKED, "opens only with a password"));
    }
  }
}
