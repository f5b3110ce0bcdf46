using Studio.Engine.Models.Files;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Models.Patching;

/// <summary>
/// IA3 (Liu et al. 2022, arXiv:2205.05638): what goes into a layer, or what comes out of it, is scaled by 1 + w per channel.
/// </summary>
internal sealed class ScaleDelta : LoraDelta
{
    private readonly float[] _scales;
    private readonly bool _isOnInput;

    public ScaleDelta(TensorFile file, LoraModule module)
    {
        _scales = module.Numbers(file, LoraRole.ChannelScale)!;
        _isOnInput = IsOnInput(file, module);
    }

    /// <summary>What keeps the scales from a weight; null when they fit.</summary>
    public static string? Misfit(TensorFile file, LoraModule module, TensorEntry weight)
    {
        var axis = IsOnInput(file, module) ? 1 : 0;
        var (count, channels) = (module[LoraRole.ChannelScale]!.Count(), weight.Shape.ElementAtOrDefault(axis));
        return count == channels ? null : $"it scales {count} {(axis == 0 ? "outputs" : "inputs")}, and the model has {weight}";
    }

    public override void Row(int row, ReadOnlySpan<float> weight, Span<float> target)
    {
        if (!_isOnInput)
        {
            TensorPrimitives.Multiply(weight, _scales[row], target);
            return;
        }
        var taps = target.Length / _scales.Length;
        for (var channel = 0; channel < _scales.Length; channel++)
            TensorPrimitives.Multiply(weight.Slice(channel * taps, taps), _scales[channel], target.Slice(channel * taps, taps));
    }

    private static bool IsOnInput(TensorFile file, LoraModule module) => module.Number(file, LoraRole.OnInput) is not (null or 0);
}
