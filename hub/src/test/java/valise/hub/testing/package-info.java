/// What tests of the hub's features stand on. Start at [valise.hub.testing.HubServer].
@org.jspecify.annotations.NullMarked
package valise.hub.testing;
