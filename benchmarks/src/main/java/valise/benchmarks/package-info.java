/// Load runs. Start at [valise.benchmarks.Main]; each `...Run` is one table of RESULTS.md. Targets
/// are visited in turn, round after round, so that what else the machine does falls on all alike;
/// medians are shown with the least and the most.
@org.jspecify.annotations.NullMarked
package valise.benchmarks;
