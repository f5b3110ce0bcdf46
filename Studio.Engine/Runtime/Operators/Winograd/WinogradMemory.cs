using System.Runtime.InteropServices;

namespace Studio.Engine.Runtime;

/// <summary>Where the parts of a convolution's work memory lie, in float32s from its beginning.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct WinogradMemory
{
    private const int Slack = 16;
    private const int Taps = 9;

    public WinogradMemory(WinogradPlan plan, int workers)
    {
        PanelStride = (nint)Taps * plan.Channels * WinogradProduct.Filters;
        InputStride = (nint)plan.StripTiles * plan.Channels;
        SumStride = (nint)plan.StripTiles * plan.FilterPanels * WinogradProduct.Filters;
        Inputs = Round((plan.FilterPanels * PanelStride) + Slack);
        Sums = Inputs + Round(InputStride * WinogradTransform.Positions);
        Workers = Sums + Round((SumStride * WinogradTransform.Positions) + Slack);
        var staging = ((nint)plan.StripTiles * WinogradTransform.Positions) + (plan.LineStride * (WinogradTransform.Window + 1));
        var panels = (nint)WinogradConvolution.PanelsAtOnce * PanelNumbers(plan.Channels);
        WorkerStride = Round(Math.Max(staging, panels));
        Length = Workers + (workers * WorkerStride);
    }

    /// <summary>The filters by panel, tap, channel and filter stand at 0. Between panels.</summary>
    public nint PanelStride { get; }

    /// <summary>Transformed inputs by position, block, channel and tile.</summary>
    public nint Inputs { get; }

    /// <summary>Between positions of the inputs.</summary>
    public nint InputStride { get; }

    /// <summary>Sums over channels by position, filter and tile.</summary>
    public nint Sums { get; }

    /// <summary>Between positions of the sums.</summary>
    public nint SumStride { get; }

    /// <summary>What each worker has for itself.</summary>
    public nint Workers { get; }

    public nint WorkerStride { get; }

    public nint Length { get; }

    /// <summary>A panel of transformed filters of one position.</summary>
    public static int PanelNumbers(int channels) => (channels * WinogradProduct.Filters) + Slack;

    // whole cache lines
    private static nint Round(nint numbers) => (numbers + 15) / 16 * 16;
}
