package valise.hub.instances;

import valise.platform.db.Tx;

/// Is told of what becomes of instances, in the transaction of the change.
public interface InstanceListener {

  void created(Tx tx, Instance instance);

  /// Anything about it is otherwise: its configuration, whether it is disabled or in trouble.
  void changed(Tx tx, Instance before, Instance after);

  /// It is about to be deleted, outside of any transaction: the last moment to call its provider.
  /// What fails here does not keep it from being deleted.
  default void leaving(Instance instance) {}

  void deleted(Tx tx, Instance instance);
}
