package valise.files.downloads;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import valise.files.items.TreeCheck;
import valise.platform.blob.BlobId;
import valise.platform.blob.BlobStore;
import valise.platform.http.Region;

/// Bytes leave through the gate: nobody else opens a blob for reading or makes a region of one. Two
/// read without letting anything leave: uploads, what they are putting together, and the check of
/// the tree.
class GateRuleTest {

  private static final ArchRule NOBODY_ELSE_READS =
      noClasses()
          .that()
          .doNotBelongToAnyOf(Gate.class, TreeCheck.class)
          .and()
          .resideOutsideOfPackage("valise.files.uploads")
          .should()
          .accessTargetWhere(target(name("read")).and(target(owner(assignableTo(BlobStore.class)))))
          .orShould()
          .accessTargetWhere(target(name("of")).and(target(owner(equivalentTo(Region.class)))));

  @Test
  void onlyTheGateOpensABlobForReading() {
    JavaClasses ours =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("valise.files");
    assertThat(ours.contain(Gate.class)).isTrue();
    NOBODY_ELSE_READS.check(ours);
  }

  @Test
  void theRuleSeesEveryWayAround() {
    for (Class<?> culprit : new Class<?>[] {Reads.class, Refers.class, MakesARegion.class}) {
      assertThatThrownBy(
              () -> NOBODY_ELSE_READS.check(new ClassFileImporter().importClasses(culprit)))
          .as(culprit.getSimpleName())
          .isInstanceOf(AssertionError.class);
    }
  }

  static final class Reads {
    long length(BlobStore blobs, BlobId id) throws IOException {
      try (BlobStore.Reading reading = blobs.read(id)) {
        return reading.length();
      }
    }
  }

  static final class Refers {
    interface Opens {
      BlobStore.Reading open(BlobId id) throws IOException;
    }

    Opens how(BlobStore blobs) {
      return blobs::read;
    }
  }

  static final class MakesARegion {
    Function<BlobId, Region> how(BlobStore blobs) {
      return id -> Region.of(blobs, id, 1);
    }
  }
}
