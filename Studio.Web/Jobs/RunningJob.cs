namespace Studio.Web.Jobs;

/// <summary>Why a running job is being stopped before its end.</summary>
internal enum StopIntent
{
    None,

    /// <summary>Its owner wants it to end.</summary>
    Interrupt,

    /// <summary>The server needs to stop; the job must run again.</summary>
    PutBack,
}

/// <summary>The job that a worker holds, and the handle to stop it.</summary>
internal sealed class RunningJob(string worker, Job job)
{
    private readonly Lock _gate = new();
    private CancellationTokenSource? _run;

    public string Worker { get; } = worker;

    public Job Job { get; } = job;

    public StopIntent Intent { get; private set; }

    /// <summary>Whether its end is written down: there is nothing left to stop.</summary>
    public bool IsOver { get; set; }

    /// <summary>Names the run that <see cref="Stop"/> cancels; a wish from before is carried out at once.</summary>
    public void Attach(CancellationTokenSource run)
    {
        lock (_gate)
            _run = run;
        if (Intent != StopIntent.None)
            run.Cancel();
    }

    /// <summary>The run is over; stopping it has no effect from here on.</summary>
    public void Detach()
    {
        lock (_gate)
            _run = null;
    }

    /// <summary>Says why the run is to end. The first wish counts, except that an owner's interrupt overrules putting back.</summary>
    public void Want(StopIntent intent)
    {
        lock (_gate)
        {
            if (Intent != StopIntent.Interrupt)
                Intent = intent;
        }
    }

    /// <summary>Asks the run to end, too.</summary>
    public void Stop(StopIntent intent)
    {
        lock (_gate)
        {
            Want(intent);
            _run?.Cancel();
        }
    }
}
