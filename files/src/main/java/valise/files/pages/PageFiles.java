package valise.files.pages;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/// What every page loads.
@Controller
final class PageFiles {

  private static final String STYLE_PATH = "/pages/style.css";
  private static final String ICON_PATH = "/pages/icon.svg";

  static final PageFile STYLE = PageFile.beside(PageFiles.class, STYLE_PATH);
  static final PageFile ICON = PageFile.beside(PageFiles.class, ICON_PATH);

  @GetMapping(STYLE_PATH)
  void style(HttpServletResponse response) throws IOException {
    STYLE.send(response);
  }

  @GetMapping(ICON_PATH)
  void icon(HttpServletResponse response) throws IOException {
    ICON.send(response);
  }
}
