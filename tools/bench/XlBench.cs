namespace Studio.Bench;

/// <summary>
/// A full step of a UNet of SDXL's size (random weights in fp16, kept so) at 1024 x 1024 with guidance. Takes 5.1 GB of disk and 9 of
/// memory: it runs only when it is asked for by name.
/// </summary>
internal static class XlBench
{
    public const string Name = "xl";

    public static async Task<IReadOnlyList<Row>> RunAsync()
    {
        var checkpoint = FullSizeCheckpoint.EnsureXl(UNetBench.Folder);
        try
        {
            var result = await UNetBench.MeasureAsync("child-unet", checkpoint, "KeepHalf", "xl");
            return [.. UNetBench.Describe("SDXL size, F16 file, KeepHalf, 1024 x 1024", result, aim: 0.5, room: 3)];
        }
        finally
        {
            File.Delete(checkpoint);
        }
    }
}
