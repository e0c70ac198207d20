package valise.hub.wire;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.web.bind.annotation.RestController;

/// A class whose methods answer requests below [Paths#BASE]. What they return is written as JSON.
///
/// A method that takes a [valise.hub.ids.Caller] is for users who show their secret and their
/// organization's; one that takes a [valise.hub.ids.ElementCaller], for users who show an
/// instance's token. A method that takes neither is refused to strangers too, unless it says
/// [Anonymous]; such a one can take a [valise.hub.ids.Visitor].
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@RestController
public @interface Endpoint {}
