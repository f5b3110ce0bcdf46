using Studio.Engine.Models.Building;

namespace Studio.Engine.Models.Diagrams;

/// <summary>The light adapter, for hints that say little of each place, such as colours: a quarter of the channels at each size.</summary>
/// <param name="Blocks">Residual blocks at each size.</param>
internal sealed record T2IAdapterLight(string Prefix, int InChannels, int Channels,
    int Blocks) : AdapterNetwork(Prefix, InChannels, Channels, IsXl: false)
{
    private const int Part = 4;

    protected override Value Features(OnnxGraph g, Value x, int size)
    {
        var (name, inner) = ($"body.{size}.", At(size) / Part);
        x = size == 0
            ? g.Conv2d(x, name + "in_conv", InChannels, inner, kernel: 1)
            : g.Conv2d(Halve(g, x), name + "in_conv", At(size - 1), inner, kernel: 1);
        for (var i = 0; i < Blocks; i++)
        {
            var hidden = Relu(g, g.Conv2d(x, $"{name}body.{i}.block1", inner, inner));
            x = g.Add(g.Conv2d(hidden, $"{name}body.{i}.block2", inner, inner), x);
        }
        return g.Conv2d(x, name + "out_conv", inner, At(size), kernel: 1);
    }
}
