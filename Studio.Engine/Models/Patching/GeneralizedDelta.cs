using System.Buffers;
using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Patching;

/// <summary>
/// GLoRA (Chavan et al. 2023, arXiv:2306.07967): a low-rank product, and another one that the weight itself is multiplied by: b1 b2 + W a1
/// a2, with a1 [in,r], a2 [r,in], b1 [out,r], b2 [r,in times taps]; W's input axis is multiplied, tap by tap. Older LyCORIS: b2 b1 + W a2
/// a1, all of W's columns at once.
/// </summary>
internal sealed class GeneralizedDelta : LoraDelta
{
    private readonly Matrix _up;
    private readonly Matrix _down;
    private readonly Matrix _first;
    private readonly Matrix _second;

    public GeneralizedDelta(TensorFile file, LoraModule module, bool isOld)
    {
        var (a1, a2) = (Keep(Matrix.Read(file, module[LoraRole.GloraA1]!)), Keep(Matrix.Read(file, module[LoraRole.GloraA2]!)));
        var (b1, b2) = (Keep(Matrix.Read(file, module[LoraRole.GloraB1]!)), Keep(Matrix.Read(file, module[LoraRole.GloraB2]!)));
        (_up, _down, _first, _second) = isOld ? (b2, b1, a2, a1) : (b1, b2, a1, a2);
        Scale = ScaleOf(file, module, _second.Rows);
    }

    public override void Row(int row, ReadOnlySpan<float> weight, Span<float> target)
    {
        _down.Combine(_up.Row(row), target);
        var (inputs, taps) = (_first.Rows, target.Length / _first.Rows);
        var room = ArrayPool<float>.Shared.Rent((2 * inputs) + _first.Columns);
        var own = room.AsSpan(0, inputs);
        var product = room.AsSpan(inputs, inputs);
        var inner = room.AsSpan(2 * inputs, _first.Columns);
        for (var tap = 0; tap < taps; tap++)
        {
            for (var i = 0; i < inputs; i++)
                own[i] = weight[(i * taps) + tap];
            _first.Combine(own, inner);
            _second.Combine(inner, product);
            for (var i = 0; i < inputs; i++)
                target[(i * taps) + tap] += product[i];
        }
        ArrayPool<float>.Shared.Return(room);
    }
}
