package valise.files.operations;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.files.odata.EntitySet;
import valise.files.odata.Shape;

/// The set `AsyncOperations` [net-sdk].
@Component
final class OperationJson implements EntitySet<OperationJson.View> {

  static final String SET = "AsyncOperations";

  /// An operation and those begun together with it, itself among them.
  record View(Operation operation, List<Operation> batch) {

    static View of(Operation operation) {
      return new View(operation, List.of(operation));
    }

    double progress() {
      return batch.stream().mapToDouble(Operation::percent).average().orElse(0);
    }

    /// The state of the whole: unfinished as long as one is, else the worst.
    Operation.State state() {
      return batch.stream()
          .map(Operation::state)
          .filter(state -> !state.ended())
          .findFirst()
          .orElseGet(() ->
              batch.stream()
                  .map(Operation::state)
                  .max(java.util.Comparator.naturalOrder())
                  .orElse(operation.state()));
    }
  }

  private static final Shape<View> SHAPE =
      Shape.<View>of(SET, "AsyncOperation")
          .with("Operation", view -> view.operation().kind())
          .with("State", view -> view.operation().state().wireName())
          .withDate("CreationDate", view -> Optional.of(view.operation().createdAt()))
          .withDate("UpdateDate", view -> Optional.of(view.operation().updatedAt()))
          .with("BatchID", view -> view.operation().batch())
          .with("BatchSourceID", view -> view.operation().source().value())
          .with("BatchTargetID", view -> view.operation().target().map(ItemId::value).orElse(null))
          .with("BatchProgress", View::progress)
          .with("BatchState", view -> view.state().wireName())
          .with("BatchTotal", view -> view.batch().size())
          .toOne("Source", "Items", view -> Optional.of(view.operation().source().value()))
          .toOne("Target", "Items", view -> view.operation().target().map(ItemId::value))
          .toOne("User", "Users", view -> Optional.of(view.operation().user().value()))
          .toOne("Account", "Accounts", view -> Optional.of(view.operation().account().value()))
          .build();

  private final Operations operations;

  OperationJson(Operations operations) {
    this.operations = operations;
  }

  @Override
  public String name() {
    return SET;
  }

  @Override
  public List<Shape<View>> shapes() {
    return List.of(SHAPE);
  }

  @Override
  public Shape<View> shapeOf(View view) {
    return SHAPE;
  }

  @Override
  public String idOf(View view) {
    return view.operation().id();
  }

  @Override
  public Map<String, View> load(Principal caller, Set<String> ids) {
    Map<String, View> found = new HashMap<>();
    operations.find(caller, ids).forEach(each -> found.put(each.id(), View.of(each)));
    return found;
  }
}
