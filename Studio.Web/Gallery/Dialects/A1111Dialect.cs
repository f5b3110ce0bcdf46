namespace Studio.Web.Gallery.Dialects;

/// <summary>The "parameters" of A1111, Forge and many others: <see cref="Infotext"/>.</summary>
internal sealed class A1111Dialect : IPictureDialect
{
    public string Program => "A1111";

    public int Rank => 4;

    public PictureSettings? Read(IReadOnlyDictionary<string, string> texts)
    {
        if (Infotext.Parse(texts.GetValueOrDefault("parameters")) is not { } read)
            return null;
        var (sampler, scheduler) = SamplerLabels.OfA1111(read.Value("Sampler"), read.Value("Schedule type"));
        var size = read.Value("Size")?.Split('x') is [var w, var h] ? (Width: w, Height: h) : default;
        return new()
        {
            Positive = read.Positive,
            Negative = read.Negative,
            Model = read.Value("Model"),
            Seed = read.Value("Seed"),
            Steps = Infotext.Whole(read.Value("Steps")),
            Cfg = Infotext.Number(read.Value("CFG scale")),
            Width = Infotext.Whole(size.Width),
            Height = Infotext.Whole(size.Height),
            Sampler = sampler,
            Scheduler = scheduler,
        };
    }
}
