package valise.hub.mapping;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One call at the provider.
///
/// ```yaml
/// - call: POST files/upload_session/append_v2
///   base: content                   # which of the element's bases; `default` otherwise
///   when: size > 100                # done only then
///   each: shares                    # done for each, which is `it`
///   query: { $top: page.size }      # expressions; what has no value is left out
///   headers: { Range: range }
///   json: "{ 'path': path }"        # the body, by expression; or
///   form: { grant: "'x'" }          #   fields of a form; or
///   sends: content                  #   the file; `part` sends the next piece of it
///   while: more                     # again and again, as long as this holds
///   gives: content                  # the answer's body is the file
///   anonymous: true                 # without the instance's credentials
///   accepts: [404]                  # statuses that are no failure
///   fails: answer.body.error        # what it says is no success after all
///   as: started                     # its name in later expressions: {status, headers, body}
/// ```
///
/// @param target below `base`; an address of its own when it begins with `{+`
record Step(
    String method,
    Template target,
    String base,
    Optional<Expression> when,
    Optional<Expression> each,
    Optional<Expression> whilst,
    Map<String, Expression> query,
    Map<String, Expression> headers,
    Optional<Expression> json,
    Map<String, Expression> form,
    Sends sends,
    boolean givesContent,
    boolean anonymous,
    Set<Integer> accepts,
    Optional<Expression> fails,
    String as) {

  /// What of the file a call sends.
  enum Sends {
    NOTHING,
    CONTENT,
    PART
  }

  private static final Set<String> METHODS =
      Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD");

  static Step read(Section section) {
    section.only(
        "call",
        "base",
        "when",
        "each",
        "while",
        "query",
        "headers",
        "json",
        "form",
        "sends",
        "gives",
        "anonymous",
        "accepts",
        "fails",
        "as");
    String[] call = section.requiredText("call").strip().split("\\s+", 2);
    if (call.length != 2 || !METHODS.contains(call[0])) {
      throw section.bad("call", "must be a method and an address, such as 'GET Items({id})'");
    }
    Optional<String> gives = section.text("gives");
    if (gives.isPresent() && !gives.get().equals("content")) {
      throw section.bad("gives", "can only be 'content'");
    }
    List<String> bodies = List.of("json", "form", "sends").stream().filter(section::has).toList();
    if (bodies.size() > 1) {
      throw section.bad(bodies.get(1), "cannot stand beside " + bodies.getFirst());
    }
    return new Step(
        call[0],
        Template.parse(section.where("call"), call[1]),
        section.text("base").orElse("default"),
        section.expression("when"),
        section.expression("each"),
        section.expression("while"),
        section.expressions("query"),
        section.expressions("headers"),
        section.expression("json"),
        section.expressions("form"),
        section.oneOf("sends", Sends.class).orElse(Sends.NOTHING),
        gives.isPresent(),
        section.flag("anonymous"),
        Set.copyOf(section.numbers("accepts")),
        section.expression("fails"),
        section.text("as").orElse("answer"));
  }
}
