/// The rules of the house that a compiler does not hold. Start at [valise.platform.house.House].
@org.jspecify.annotations.NullMarked
package valise.platform.house;
