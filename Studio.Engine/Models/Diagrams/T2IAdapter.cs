using Studio.Engine.Models.Building;

namespace Studio.Engine.Models.Diagrams;

/// <summary>The full adapter: two residual blocks at each size.</summary>
/// <param name="Kernel">Of each block's last convolution, 1 or 3.</param>
/// <param name="HalvesByConvolution">Sides are halved by a convolution and not by means.</param>
internal sealed record T2IAdapter(string Prefix, int InChannels, int Channels, bool IsXl, int Kernel,
    bool HalvesByConvolution) : AdapterNetwork(Prefix, InChannels, Channels, IsXl)
{
    private const int Blocks = 2;

    protected override Value Begin(OnnxGraph g, Value x) => g.Conv2d(x, "conv_in", InChannels, Channels);

    protected override Value Features(OnnxGraph g, Value x, int size)
    {
        // the adapter for SDXL halves once only
        var halves = IsXl ? size == 2 : size > 0;
        var from = At(Math.Max(0, size - 1));
        for (var i = 0; i < Blocks; i++, from = At(size))
            x = Block(g, x, $"body.{(size * Blocks) + i}.", from, At(size), halves && i == 0);
        return x;
    }

    private Value Block(OnnxGraph g, Value x, string name, int from, int to, bool halves)
    {
        if (halves)
            x = HalvesByConvolution ? g.Conv2d(x, name + "down_opt.op", from, from, stride: 2) : Halve(g, x);
        if (from != to)
            x = g.Conv2d(x, name + "in_conv", from, to, Kernel);
        var hidden = Relu(g, g.Conv2d(x, name + "block1", to, to));
        return g.Add(g.Conv2d(hidden, name + "block2", to, to, Kernel), x);
    }
}
