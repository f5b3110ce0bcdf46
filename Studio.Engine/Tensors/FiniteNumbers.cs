using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Tensors;

/// <summary>Whether there are only numbers in a tensor.</summary>
internal static class FiniteNumbers
{
    /// <summary>Whether none is NaN or infinite.</summary>
    public static bool AreFinite(this Tensor tensor)
    {
        // what is no number makes the sum none; the sum alone may be too large, though
        if (float.IsFinite(TensorPrimitives.Sum(tensor.Span)))
            return true;
        foreach (var number in tensor.Span)
        {
            if (!float.IsFinite(number))
                return false;
        }
        return true;
    }
}
