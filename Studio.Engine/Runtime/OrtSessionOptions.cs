namespace Studio.Engine.Runtime;

/// <summary><see cref="SessionSettings"/> as the native object.</summary>
internal static class OrtSessionOptions
{
    private const int OptimizeExtended = 2;
    private const int OptimizeAll = 99;

    /// <param name="log">Must outlive the session.</param>
    public static SessionOptionsHandle Create(SessionSettings settings, OrtLog? log)
    {
        var doing = $"Preparing {settings.Name}";
        var environment = OrtEnvironment.Current;
        OrtStatus.Check(OrtApi.CreateSessionOptions(out var created), doing);
        var options = new SessionOptionsHandle(created);
        try
        {
            ApplyThreads(options, settings, environment, doing);
            ApplyMemory(options, settings, doing);
            if (log is not null)
                OrtStatus.Check(OrtApi.SetUserLoggingFunction(options.Value, OrtLog.Function, log.Parameter), doing);
            OrtStatus.Check(OrtApi.SetSessionLogSeverityLevel(options.Value, log is null ? OrtLog.Error : OrtLog.Warning), doing);
            if (settings.ProfileFolder is { } folder)
                ApplyProfile(options, Path.Combine(folder, string.Join('-', settings.Name.Split(Path.GetInvalidFileNameChars()))), doing);
            if (settings.Provider is ExecutionProvider.Cpu)
                OrtStatus.Check(OrtApi.AddCustomOpDomain(options.Value, environment.OwnOperators), doing);
            if (settings.ForbidCpuFallback)
                Set(options, "session.disable_cpu_ep_fallback", "1", doing);
            ExecutionProviders.Append(options, settings);
            return options;
        }
        catch
        {
            options.Dispose();
            throw;
        }
    }

    private static void ApplyThreads(SessionOptionsHandle options, SessionSettings settings, OrtEnvironment environment, string doing)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(settings.Threads, nameof(settings));
        var threads = settings.Threads == 0 ? environment.Threads : settings.Threads;
        // a profile watches the pool of its session: work of others on it in the meantime is an error
        if (threads == environment.Threads && settings.ProfileFolder is null)
        {
            OrtStatus.Check(OrtApi.DisablePerSessionThreads(options.Value), doing);
            return;
        }
        OrtStatus.Check(OrtApi.SetIntraOpNumThreads(options.Value, threads), doing);
        OrtStatus.Check(OrtApi.SetInterOpNumThreads(options.Value, 1), doing);
    }

    private static void ApplyMemory(SessionOptionsHandle options, SessionSettings settings, string doing)
    {
        var level = settings.Memory is MemoryPolicy.Speed ? OptimizeAll : OptimizeExtended;
        OrtStatus.Check(OrtApi.SetSessionGraphOptimizationLevel(options.Value, level), doing);
        if (settings.Memory is MemoryPolicy.Low or MemoryPolicy.KeepHalf)
            Set(options, "session.disable_prepacking", "1", doing);
        // it would widen every weight when the session is made
        if (settings.Memory is MemoryPolicy.KeepHalf)
            Set(options, "optimization.disable_specified_optimizers", "ConstantFolding", doing);
        // a plan of all values for each size of picture would be one more block beside what the arena holds already
        OrtStatus.Check(OrtApi.DisableMemPattern(options.Value), doing);
        if (settings.Provider is ExecutionProvider.Cpu)
            Set(options, "session.use_env_allocators", "1", doing);
    }

    private static void ApplyProfile(SessionOptionsHandle options, string prefix, string doing)
    {
        using var strings = new NativeStrings();
        OrtStatus.Check(OrtApi.EnableProfiling(options.Value, strings.Path(prefix)), doing);
    }

    private static void Set(SessionOptionsHandle options, string key, string value, string doing)
    {
        using var strings = new NativeStrings();
        OrtStatus.Check(OrtApi.AddSessionConfigEntry(options.Value, strings.Utf8(key), strings.Utf8(value)), doing);
    }
}
