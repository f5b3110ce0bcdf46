namespace Studio.Web.Gallery.Dialects;

/// <summary>What other programs call the samplers and schedulers. A name without a row is handed on as it is.</summary>
internal static class SamplerLabels
{
    private static readonly (string Name, string Label, string? Invoke)[] Samplers =
    [
        ("euler", "Euler", "euler"),
        ("euler_ancestral", "Euler a", "euler_a"),
        ("lms", "LMS", "lms"),
        ("heun", "Heun", "heun"),
        ("dpm_2", "DPM2", "kdpm_2"),
        ("dpm_2_ancestral", "DPM2 a", "kdpm_2_a"),
        ("dpmpp_2s_ancestral", "DPM++ 2S a", "dpmpp_2s"),
        ("dpmpp_2m", "DPM++ 2M", "dpmpp_2m"),
        ("dpmpp_sde", "DPM++ SDE", "dpmpp_sde"),
        ("dpmpp_2m_sde", "DPM++ 2M SDE", "dpmpp_2m_sde"),
        ("dpmpp_3m_sde", "DPM++ 3M SDE", "dpmpp_3m"),
        ("dpm_fast", "DPM fast", null),
        ("dpm_adaptive", "DPM adaptive", null),
        ("ddim", "DDIM", "ddim"),
        ("ddpm", "DDPM", "ddpm"),
        ("uni_pc", "UniPC", "unipc"),
        ("ipndm", "PLMS", "pndm"),
        ("deis", "DEIS", "deis"),
        ("lcm", "LCM", "lcm"),
    ];

    private static readonly (string Name, string Label)[] Schedulers =
    [
        ("normal", "Normal"),
        ("karras", "Karras"),
        ("exponential", "Exponential"),
        ("sgm_uniform", "SGM Uniform"),
        ("kl_optimal", "KL Optimal"),
        ("simple", "Simple"),
        ("ddim_uniform", "DDIM"),
        ("beta", "Beta"),
        ("normal", "Uniform"),
        ("normal", "Automatic"),
    ];

    /// <summary>A1111's label, whose older versions have the schedule as its last word.</summary>
    public static (string? Sampler, string? Scheduler) OfA1111(string? label, string? schedule)
    {
        if (label is null)
            return (null, ScheduleOf(schedule));
        var suffix = Schedulers.FirstOrDefault(row => label.EndsWith(" " + row.Label, StringComparison.OrdinalIgnoreCase));
        if (suffix.Label is not null)
            label = label[..^(suffix.Label.Length + 1)];
        var name = Samplers.FirstOrDefault(row => string.Equals(row.Label, label, StringComparison.OrdinalIgnoreCase)).Name;
        // before the schedule was written down it was the sampler's usual one
        return (name ?? label, ScheduleOf(schedule) ?? suffix.Name ?? "normal");
    }

    /// <summary>InvokeAI's name, where "_k" at the end is Karras.</summary>
    public static (string? Sampler, string? Scheduler) OfInvoke(string? name)
    {
        if (name is null)
            return (null, null);
        var isKarras = name.EndsWith("_k", StringComparison.Ordinal);
        var plain = isKarras ? name[..^2] : name;
        return (Samplers.FirstOrDefault(row => row.Invoke == plain).Name ?? plain, isKarras ? "karras" : "normal");
    }

    /// <summary>NovelAI's names: those of k-diffusion with "k_" before.</summary>
    public static (string? Sampler, string? Scheduler) OfNovelAi(string? name, string? schedule) => (
        name switch
        {
            null => null,
            "ddim_v3" => "ddim",
            _ => name.StartsWith("k_", StringComparison.Ordinal) ? name[2..] : name,
        },
        schedule is null or "native" ? "normal" : schedule);

    public static string? Label(string? name) => name is null ? null : Samplers.FirstOrDefault(row => row.Name == name).Label ?? name;

    public static string? ScheduleLabel(string? name) =>
        name is null ? null : Schedulers.FirstOrDefault(row => row.Name == name).Label ?? name;

    private static string? ScheduleOf(string? label) => label is null ? null
        : Schedulers.FirstOrDefault(row => string.Equals(row.Label, label, StringComparison.OrdinalIgnoreCase)).Name ?? label;
}
