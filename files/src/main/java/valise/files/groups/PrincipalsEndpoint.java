package valise.files.groups;

import java.util.Set;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import valise.files.odata.Answer;
import valise.files.odata.Call;
import valise.files.odata.Endpoint;
import valise.platform.Refusal;

/// Ours: where the reference of a property of the type `Principal` leads when it is not expanded.
@Endpoint
final class PrincipalsEndpoint {

  private final PrincipalJson set;

  PrincipalsEndpoint(PrincipalJson set) {
    this.set = set;
  }

  @GetMapping("/sf/v3/Principals({id})")
  Answer principal(Call call, @PathVariable String id) {
    String folded = id.toLowerCase(java.util.Locale.ROOT);
    PrincipalJson.Entity found = set.load(call.principal(), Set.of(folded)).get(folded);
    if (found == null) {
      throw Refusal.noSuchThing("The principal");
    }
    return Answer.entity(set, found);
  }
}
