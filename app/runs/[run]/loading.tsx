import { Skeleton } from "../../_ui/skeleton";

export default function RunLoading() {
  return (
    <div className="page space-y-4" role="status" aria-label="Reading the run">
      <Skeleton className="h-7 w-72" />
      <Skeleton className="h-4 w-96 max-w-full" />
      <Skeleton className="h-36 w-full rounded-md!" />
      <Skeleton className="h-[470px] w-full rounded-md!" />
      <div className="grid gap-4 lg:grid-cols-3"><Skeleton className="h-56 rounded-md!" /><Skeleton className="h-56 rounded-md!" /><Skeleton className="h-56 rounded-md!" /></div>
    </div>
  );
}
