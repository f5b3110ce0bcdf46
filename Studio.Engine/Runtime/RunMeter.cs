using System.Diagnostics.Metrics;

namespace Studio.Engine.Runtime;

/// <summary>
/// How long model calls take, for whoever listens: the meter Studio.Engine, the histogram studio.runtime.run.duration in seconds.
/// </summary>
internal static class RunMeter
{
    private static readonly Meter Meter = new("Studio.Engine");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("studio.runtime.run.duration", "s",
        "Time inside ONNX Runtime per model call");

    public static void Record(TimeSpan elapsed, string model) =>
        Duration.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("model", model));
}
