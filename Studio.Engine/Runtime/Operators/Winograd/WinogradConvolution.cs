using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Studio.Engine.Runtime;

/// <summary>
/// A convolution with 3 x 3 filters, stride 1 and one pixel of zeros around, by F(4 x 4, 3 x 3): 2.25 multiplications for a result instead
/// of 9. The filters are transformed at each run, panel by panel, so that nothing is held beside the weights.
/// </summary>
internal sealed unsafe class WinogradConvolution(WinogradPlan plan, WinogradMemory memory, WinogradTensors tensors)
{
    /// <summary>Panels of filters that are transformed, and then meet each block of tiles while it is near.</summary>
    public const int PanelsAtOnce = 4;

    private const int Taps = 9;

    private int _firstRow;
    private int _rows;

    /// <summary>Whether this processor has what the kernels are written in.</summary>
    public static bool IsSupported => Avx2.IsSupported && Fma.IsSupported;

    /// <param name="each">Calls with each number from 0 to below the first argument, on several threads, and with who calls.</param>
    public void Run(Action<int, Action<int, int>> each)
    {
        each(plan.FilterPanels, (_, panel) => PackFilters(panel));
        var groups = (plan.FilterPanels + PanelsAtOnce - 1) / PanelsAtOnce;
        for (_firstRow = 0; _firstRow < plan.Rows; _firstRow += plan.RowsPerStrip)
        {
            _rows = Math.Min(plan.RowsPerStrip, plan.Rows - _firstRow);
            each(plan.Channels, TransformInput);
            each(WinogradTransform.Positions * groups,
                (worker, item) => Multiply(worker, item / groups, item % groups * PanelsAtOnce));
            each(plan.Filters, (_, filter) => TransformOutput(filter));
        }
    }

    private float* Own(int worker) => tensors.Scratch + memory.Workers + (worker * memory.WorkerStride);

    /// <summary>[filters,channels,3,3] as the file has it to tap, channel, filter; zeros for what fills the last panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PackFilters(int panel)
    {
        var target = tensors.Scratch + (panel * memory.PanelStride);
        var first = panel * WinogradProduct.Filters;
        var count = Math.Min(WinogradProduct.Filters, plan.Filters - first);
        if (count < WinogradProduct.Filters)
            new Span<float>(target, (int)memory.PanelStride).Clear();
        var source = tensors.Weight + ((nint)first * plan.Channels * Taps);
        nint fromFilter = (nint)plan.Channels * Taps, toTap = (nint)plan.Channels * WinogradProduct.Filters;
        for (var c = 0; c < plan.Channels; c++, source += Taps, target += WinogradProduct.Filters)
        {
            for (var tap = 0; tap < Taps; tap++)
            {
                for (var lane = 0; lane < count; lane++)
                    target[(tap * toTap) + lane] = source[(lane * fromFilter) + tap];
            }
        }
    }

    private void TransformInput(int worker, int channel)
    {
        var staged = Own(worker);
        var lines = staged + ((nint)plan.StripTiles * WinogradTransform.Positions);
        var zeros = lines + (plan.LineStride * WinogradTransform.Window);
        new Span<float>(lines, plan.LineStride * (WinogradTransform.Window + 1)).Clear();
        for (var row = 0; row < _rows; row++)
        {
            TransformLines(channel, _firstRow + row, lines, zeros);
            var target = staged + (row * plan.TileColumns);
            for (var i = 0; i < WinogradTransform.Window; i++)
                {
                var inputs = target + ((nint)i * WinogradTransform.Window * plan.StripTiles);
                WinogradTiles.Split(lines + (i * plan.LineStride), inputs, plan.StripTiles, plan.TileColumns);
            }
        }
        var windows = stackalloc float*[WinogradTransform.Window];
        for (var i = 0; i < WinogradTransform.Window; i++)
        {
            for (var block = 0; block < plan.Blocks; block++)
            {
                for (var j = 0; j < WinogradTransform.Window; j++)
                    windows[j] = staged + ((nint)((i * WinogradTransform.Window) + j) * plan.StripTiles) + (block * WinogradProduct.Tiles);
                var target = tensors.Scratch + memory.Inputs + (i * WinogradTransform.Window * memory.InputStride)
                    + ((((nint)block * plan.Channels) + channel) * WinogradProduct.Tiles);
                WinogradTransform.Input(windows, target, memory.InputStride, WinogradProduct.Tiles);
            }
        }
    }

    /// <summary>The six lines of pixels under a row of tiles, transformed downwards. A pixel of zeros stands on either side.</summary>
    private void TransformLines(int channel, int row, float* lines, float* zeros)
    {
        var (picture, first) = (row / plan.TileRows, (row % plan.TileRows * WinogradTransform.Tile) - 1);
        var plane = tensors.Input + (((nint)picture * plan.Channels) + channel) * plan.Height * plan.Width;
        var pixels = stackalloc float*[WinogradTransform.Window];
        for (var i = 0; i < WinogradTransform.Window; i++)
            pixels[i] = first + i >= 0 && first + i < plan.Height ? plane + ((nint)(first + i) * plan.Width) : zeros;
        WinogradTransform.Input(pixels, lines + 1, plan.LineStride, plan.Width);
    }

    private void Multiply(int worker, int position, int firstPanel)
    {
        var panels = Own(worker);
        var stride = WinogradMemory.PanelNumbers(plan.Channels);
        var count = Math.Min(PanelsAtOnce, plan.FilterPanels - firstPanel);
        for (var i = 0; i < count; i++)
            TransformFilters(position, tensors.Scratch + ((firstPanel + i) * memory.PanelStride), panels + (i * stride));
        var tiles = tensors.Scratch + memory.Inputs + (position * memory.InputStride);
        nint sumStride = (nint)WinogradProduct.Filters * plan.StripTiles;
        var sums = tensors.Scratch + memory.Sums + (position * memory.SumStride) + (firstPanel * sumStride);
        for (var block = 0; block < plan.Blocks; block++, tiles += plan.Channels * WinogradProduct.Tiles, sums += WinogradProduct.Tiles)
        {
            for (var i = 0; i < count; i++)
                WinogradProduct.Multiply(panels + (i * stride), tiles, plan.Channels, sums + (i * sumStride), plan.StripTiles);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TransformFilters(int position, float* taps, float* target)
    {
        var length = plan.Channels * WinogradProduct.Filters;
        var sources = stackalloc float*[Taps];
        var factors = stackalloc float[Taps];
        var count = 0;
        for (var tap = 0; tap < Taps; tap++)
        {
            factors[count] = WinogradTransform.FilterPart(position, tap / 3, tap % 3);
            sources[count] = taps + ((nint)tap * length);
            count += factors[count] == 0 ? 0 : 1;
        }
        // may pass the end by less than a vector: into the next tap, or what lies behind the last
        for (var i = 0; i < length; i += Vector256<float>.Count)
        {
            var sum = Vector256<float>.Zero;
            for (var tap = 0; tap < count; tap++)
                sum = Vector256.FusedMultiplyAdd(Vector256.Load(sources[tap] + i), Vector256.Create(factors[tap]), sum);
            sum.Store(target + i);
        }
    }

    private void TransformOutput(int filter)
    {
        var results = stackalloc Vector256<float>[WinogradTransform.Tile * WinogradTransform.Tile];
        var bias = Vector256.Create(tensors.Bias[filter]);
        for (var row = 0; row < _rows; row++)
        {
            var (picture, top) = ((_firstRow + row) / plan.TileRows, (_firstRow + row) % plan.TileRows * WinogradTransform.Tile);
            var lines = Math.Min(WinogradTransform.Tile, plan.Height - top);
            var plane = tensors.Output + ((((nint)picture * plan.Filters) + filter) * plan.Height * plan.Width);
            var sums = tensors.Scratch + memory.Sums + ((nint)filter * plan.StripTiles) + (row * plan.TileColumns);
            for (var tile = 0; tile < plan.TileColumns; tile += Vector256<float>.Count)
            {
                TransformTiles(sums + tile, results);
                for (var i = 0; i < lines; i++)
                {
                    var line = plane + ((nint)(top + i) * plan.Width);
                    WinogradTiles.Join(results + (i * WinogradTransform.Tile), bias, line, tile * WinogradTransform.Tile, plan.Width);
                }
            }
        }
    }

    /// <summary>Eight tiles' sums to their results, by line and column.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TransformTiles(float* sums, Vector256<float>* results)
    {
        var products = stackalloc Vector256<float>[WinogradTransform.Positions];
        var lines = stackalloc Vector256<float>[WinogradTransform.Tile * WinogradTransform.Window];
        for (var i = 0; i < WinogradTransform.Positions; i++)
            products[i] = Vector256.Load(sums + (i * memory.SumStride));
        for (var i = 0; i < WinogradTransform.Window; i++)
            WinogradTransform.Output(products + i, WinogradTransform.Window, lines + i, WinogradTransform.Window);
        for (var i = 0; i < WinogradTransform.Tile; i++)
            WinogradTransform.Output(lines + (i * WinogradTransform.Window), 1, results + (i * WinogradTransform.Tile), 1);
    }
}

/// <summary>What is read and written: [n,channels,h,w], [filters,channels,3,3], [filters], [n,filters,h,w], work memory.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly unsafe struct WinogradTensors(float* input, float* weight, float* bias, float* output, float* scratch)
{
    public float* Input { get; } = input;

    public float* Weight { get; } = weight;

    public float* Bias { get; } = bias;

    public float* Output { get; } = output;

    public float* Scratch { get; } = scratch;
}
