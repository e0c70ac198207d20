package valise.files.operations;

import java.util.List;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import valise.files.items.Items;
import valise.files.odata.Answer;
import valise.files.odata.Call;
import valise.files.odata.Endpoint;
import valise.platform.Refusal;
import valise.platform.json.Field;

/// Watching and stopping long work: sharefile-v3 section 15.
@Endpoint
final class OperationsEndpoint {

  private final Operations operations;
  private final OperationJson set;
  private final Items items;

  OperationsEndpoint(Operations operations, OperationJson set, Items items) {
    this.operations = operations;
    this.set = set;
    this.items = items;
  }

  @GetMapping("/sf/v3/AsyncOperations({id})")
  Answer get(Call call, @PathVariable String id) {
    return one(operations.get(call.principal(), id));
  }

  @GetMapping("/sf/v3/AsyncOperations/GetByBatch({id})")
  Answer byBatch(Call call, @PathVariable String id) {
    return all(operations.batch(call.principal(), id));
  }

  /// One operation that tells of its whole batch.
  @GetMapping("/sf/v3/AsyncOperations/GetBatch({id})")
  Answer batch(Call call, @PathVariable String id) {
    List<Operation> batch = operations.batch(call.principal(), id);
    if (batch.isEmpty()) {
      throw Refusal.noSuchThing("The batch");
    }
    return Answer.entity(set, new OperationJson.View(batch.getFirst(), batch));
  }

  @GetMapping("/sf/v3/AsyncOperations/GetByFolder({id})")
  Answer byFolder(Call call, @PathVariable String id) {
    return all(
        operations.unfinishedOn(call.principal(), items.locate(call.principal(), id).item().id()));
  }

  @PostMapping("/sf/v3/AsyncOperations({id})/Cancel")
  Answer cancel(Call call, @PathVariable String id) {
    return one(operations.cancel(call.principal(), id));
  }

  @DeleteMapping("/sf/v3/AsyncOperations({id})")
  Answer delete(Call call, @PathVariable String id) {
    operations.cancel(call.principal(), id);
    return Answer.nothing();
  }

  @PostMapping("/sf/v3/AsyncOperations/CancelBatch({id})")
  Answer cancelBatch(Call call, @PathVariable String id) {
    return all(operations.cancelBatch(call.principal(), id));
  }

  record StateBody(Field<String> state) {}

  /// A client can set one state only: canceled. The others come from the work itself.
  @PatchMapping("/sf/v3/AsyncOperations({id})")
  Answer change(Call call, @PathVariable String id) {
    String state = call.body(StateBody.class).state().orElse("");
    Operation operation = operations.get(call.principal(), id);
    if (state.equalsIgnoreCase(operation.state().wireName())) {
      return one(operation);
    }
    if (!state.equalsIgnoreCase(Operation.State.CANCELED.wireName()) && !state.equals("4")) {
      throw Refusal.malformed(
          "BAD_STATE", "The State of an operation can be set to Canceled only.");
    }
    return one(operations.cancel(call.principal(), id));
  }

  private Answer one(Operation operation) {
    return Answer.entity(set, OperationJson.View.of(operation));
  }

  private Answer all(List<Operation> all) {
    return Answer.feed(set, all.stream().map(each -> new OperationJson.View(each, all)).toList());
  }
}
