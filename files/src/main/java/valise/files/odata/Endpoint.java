package valise.files.odata;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.stereotype.Controller;

/// A class whose methods answer requests to the v3 API. Methods take a [Call] and return an
/// [Answer]; a caller who is not signed in is refused unless the method says [Anonymous].
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Controller
public @interface Endpoint {}
