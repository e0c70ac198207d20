package valise.files.pages;

import com.samskivert.mustache.Mustache;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.web.util.HtmlUtils;

/// A Mustache template, a file beside the class that uses it: `{{name}}` is replaced by the value,
/// escaped for text and for attributes in quotes; a section stays when its value is there, neither
/// empty text nor false. `{{>part.html}}` takes in another file from the same place.
public final class Template {

  private static final Map<String, Template> COMPILED = new ConcurrentHashMap<>();

  private final com.samskivert.mustache.Template compiled;

  private Template(com.samskivert.mustache.Template compiled) {
    this.compiled = compiled;
  }

  /// The template of this name in the package of `type`.
  public static Template beside(Class<?> type, String name) {
    return COMPILED.computeIfAbsent(
        type.getPackageName() + "/" + name,
        missing ->
            new Template(
                Mustache.compiler()
                    .defaultValue("")
                    .emptyStringIsFalse(true)
                    .withEscaper(text -> HtmlUtils.htmlEscape(text, "UTF-8"))
                    .withLoader(part -> new StringReader(text(type, part)))
                    .compile(text(type, name))));
  }

  private static String text(Class<?> type, String name) {
    return new String(PageFile.read(type, name), StandardCharsets.UTF_8);
  }

  String fill(Map<String, ?> values) {
    return compiled.execute(values);
  }
}
