using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Families;

/// <summary>ESRGAN, Real-ESRGAN, BSRGAN, RealSR and ESRGAN+, in any of their layouts (<see cref="EsrganLayout"/>).</summary>
internal sealed class Esrgan : IFamily
{
    public string Name => "ESRGAN";

    public string Kind => UpscalerFile.Kind;

    public bool Matches(TensorNames tensors) =>
        tensors.HasAny("body.0.rdb1.conv1.weight") && tensors.HasAny("conv_first.weight") && tensors.HasAny("conv_last.weight");

    public ModelFamily Read(TensorNames tensors)
    {
        var (inputs, outputs) = (tensors.Size("conv_first.weight", 1), tensors.Size("conv_last.weight", 0));
        var unshuffle = inputs == outputs * 4 ? 2 : inputs == outputs * 16 ? 4 : 1;
        var doublings = Enumerable.Range(1, 5).TakeWhile(number => tensors.HasAny($"conv_up{number}.weight")).Count();
        UpscalerFile.RequireColours(tensors, inputs / (unshuffle * unshuffle), outputs);
        return (1 << doublings) >= unshuffle
            ? UpscalerFile.Of(Name, tensors, new RrdbNet(
                Features: tensors.Size("conv_first.weight", 0),
                Growth: tensors.Size("body.0.rdb1.conv1.weight", 0),
                Blocks: tensors.Count("body.", ".rdb1.conv1.weight"),
                doublings,
                unshuffle))
            : throw TensorHeader.Bad(tensors.Header.Path, $"it makes pictures smaller: it has {doublings} doublings after squares of {unshuffle}");
    }
}
