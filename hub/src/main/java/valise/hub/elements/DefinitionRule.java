package valise.hub.elements;

/// What must be so of a definition of one's own beyond what every element needs. Asked when it is
/// stored, not when it is read.
public interface DefinitionRule {

  /// @throws BadDefinitionException naming the field
  void check(Element element);
}
