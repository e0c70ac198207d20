/// What must not be read by others: values that never print, tokens, password hashes, sealing at
/// rest, signed tickets. Start at [valise.platform.secrets.Secret]. Owns no table.
@org.jspecify.annotations.NullMarked
package valise.platform.secrets;
