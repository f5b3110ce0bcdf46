using System.Globalization;
using System.Text.Json.Nodes;

namespace Studio.Bench;

/// <summary>
/// A whole picture of a Stable Diffusion 1.5 sized model in fp16 (random weights, 512 x 512, two steps) under each memory mode, each in a
/// process of its own: processor seconds of the first picture and of the next, and the peak of memory.
/// </summary>
internal static class PictureBench
{
    private const int Side = 512;
    private const int Steps = 2;
    private static readonly string[] Modes = ["low", "balanced", "speed"];

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        var checkpoint = FullSizeCheckpoint.Ensure(UNetBench.Folder, "F16");
        var file = new FileInfo(checkpoint).Length;
        var rows = new List<Row>();
        foreach (var mode in Modes)
        {
            var result = await UNetBench.MeasureAsync("child-picture", checkpoint, mode, $"{Side}", $"{Steps}");
            rows.AddRange(Describe(mode, result, file));
        }
        File.Delete(checkpoint);
        return rows;
    }

    private static IEnumerable<Row> Describe(string mode, JsonNode result, double file)
    {
        const double gib = 1 << 30;
        string Seconds(params string[] path) => path.Aggregate(result, (node, name) => node[name]!).GetValue<double>()
            .ToString("f1", CultureInfo.InvariantCulture);
        foreach (var picture in (string[])["first", "second"])
            yield return new($"{mode}, {picture} picture: texts, first step, next step, decode (processor seconds)",
                $"{Seconds(picture, "CLIPTextEncode")}, {Seconds(picture, "first step")}, {Seconds(picture, "KSampler")}, {Seconds(picture, "VAEDecode")}");
        yield return new($"{mode}: from the prompt to the end of the first step, by the clock", Seconds("first", "clock to first step") + " s");
        yield return new($"{mode}: peak memory of the process",
            string.Create(CultureInfo.InvariantCulture, $"{(double)result["peak"]! / gib:f2} GiB (file {file / gib:f2})"),
            mode == "low" ? string.Create(CultureInfo.InvariantCulture, $"<= {(file / gib) + 1.5:f2} GiB") : "");
    }
}
