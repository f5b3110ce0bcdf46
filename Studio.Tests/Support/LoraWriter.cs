namespace Studio.Tests.Support;

/// <summary>
/// Writes small LoRA files, and says what their differences are by the definition: a sum of products, in double precision.
/// </summary>
internal static class LoraWriter
{
    /// <summary>Adds a layer of a rank with numbers from a seed.</summary>
    /// <param name="columns">Of the weight as a matrix.</param>
    public static SafetensorsWriter Layer(this SafetensorsWriter writer, string name, int rows, int columns, int rank = 2,
        float? alpha = null, int seed = 1, bool peft = false)
    {
        var (up, down) = Factors(name, rows, columns, rank, seed);
        writer.Add(name + (peft ? ".lora_B.weight" : ".lora_up.weight"), "F32", up, rows, rank)
            .Add(name + (peft ? ".lora_A.weight" : ".lora_down.weight"), "F32", down, rank, columns);
        return alpha is { } number ? writer.Add(name + ".alpha", "F32", [number]) : writer;
    }

    /// <summary>alpha / rank times up down of such a layer.</summary>
    public static float[] Difference(string name, int rows, int columns, int rank = 2, float? alpha = null, int seed = 1)
    {
        var (up, down) = Factors(name, rows, columns, rank, seed);
        var result = new float[rows * columns];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var sum = 0.0;
                for (var k = 0; k < rank; k++)
                    sum += (double)up[(row * rank) + k] * down[(k * columns) + column];
                result[(row * columns) + column] = (float)(sum * (alpha / rank ?? 1));
            }
        }
        return result;
    }

    private static (float[] Up, float[] Down) Factors(string name, int rows, int columns, int rank, int seed) =>
        (TinyModel.Numbers(name + "up", [rows, rank], seed), TinyModel.Numbers(name + "down", [rank, columns], seed));
}
