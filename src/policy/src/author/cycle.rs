/// Every node that lies on a cycle of these edges. Walks without recursion, so depth does not matter.
pub(super) fn members(edges: &[Vec<usize>]) -> Vec<usize> {
    // Nodes that lead nowhere, or only to nodes that do, are on no cycle; nor,
    // turned round, are nodes that nothing leads to.
    let mut alive = vec![true; edges.len()];
    loop {
        let onward = |node: usize| {
            edges[node]
                .iter()
                .any(|next| alive.get(*next) == Some(&true))
        };
        let reached =
            |node: usize| (0..edges.len()).any(|from| alive[from] && edges[from].contains(&node));
        let dead: Vec<_> = (0..edges.len())
            .filter(|node| alive[*node] && !(onward(*node) && reached(*node)))
            .collect();
        if dead.is_empty() {
            return (0..edges.len()).filter(|node| alive[*node]).collect();
        }
        dead.into_iter().for_each(|node| alive[node] = false);
    }
}
